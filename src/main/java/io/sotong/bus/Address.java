package io.sotong.bus;

import io.sotong.wire.Codec;

/**
 * An address to which one asks {@code Q} and is answered {@code R}.
 *
 * @param name begins with {@code chat.v1.}
 */
public record Address<Q, R>(String name, Codec<Q> request, Codec<R> reply) {}
