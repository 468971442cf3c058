/**
 * Wakes those who are away. So far the queue in which wake-ups wait, with its promises; entered by
 * launch and, for the port, by the stores.
 */
@NullMarked
package io.sotong.push;

import org.jspecify.annotations.NullMarked;
