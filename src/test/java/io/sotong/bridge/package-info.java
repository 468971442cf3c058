/** Tests of the chat port: sessions over a transport of paper, and over real sockets. */
@NullMarked
package io.sotong.bridge;

import org.jspecify.annotations.NullMarked;
