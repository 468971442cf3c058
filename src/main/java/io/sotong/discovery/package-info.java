/**
 * Which chat server a client should use: by zone, then load; and where the service's pages come
 * from. Bridges announce themselves here and the API asks, and the other way round.
 */
@NullMarked
package io.sotong.discovery;

import org.jspecify.annotations.NullMarked;
