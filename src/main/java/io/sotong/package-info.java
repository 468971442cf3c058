/** Sotong, a chat server: each package below this one is a room, and this one stays empty. */
@NullMarked
package io.sotong;

import org.jspecify.annotations.NullMarked;
