/**
 * Several nodes over real servers, as outside clients see them: the promises hold whatever dies.
 */
@NullMarked
package io.sotong.cluster;

import org.jspecify.annotations.NullMarked;
