/**
 * Which chat server a client should use: by zone, then load. Bridges announce themselves here, the
 * API asks.
 */
@NullMarked
package io.sotong.discovery;

import org.jspecify.annotations.NullMarked;
