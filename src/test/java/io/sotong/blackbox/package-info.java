/**
 * The outside of the server: tests that start the built jar and speak HTTP, {@code /ws} and SockJS
 * to it as strangers who have only read the client contract; this package imports nothing of the
 * server, and other tests may borrow its clients.
 */
@NullMarked
package io.sotong.blackbox;

import org.jspecify.annotations.NullMarked;
