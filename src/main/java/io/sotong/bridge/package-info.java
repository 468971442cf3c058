/**
 * The chat port: one session, a cursor over its user's mailbox, over whatever transport brought the
 * client. Only {@code launch} enters.
 */
@NullMarked
package io.sotong.bridge;

import org.jspecify.annotations.NullMarked;
