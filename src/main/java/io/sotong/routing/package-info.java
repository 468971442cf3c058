/** The way of a message: accept, store, fan out, hint. Entered over the bus only. */
@NullMarked
package io.sotong.routing;

import org.jspecify.annotations.NullMarked;
