/**
 * Adapters of the ports, a package each; here is what they share: how a store refuses to open, and
 * how it gives up on what hangs. Only launch may enter.
 */
@NullMarked
package io.sotong.store;

import org.jspecify.annotations.NullMarked;
