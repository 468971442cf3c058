/**
 * Presence and the session directory on Redis, which nothing durable is entrusted to; the only room
 * with its driver. Only the launcher enters.
 */
@NullMarked
package io.sotong.store.redis;

import org.jspecify.annotations.NullMarked;
