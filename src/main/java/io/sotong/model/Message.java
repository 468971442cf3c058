package io.sotong.model;

import java.util.List;

/**
 * One message of a channel; {@code (channelId, seq)} is its identity.
 *
 * @param seq place in the channel, 1, 2, 3 … without holes
 * @param body 1 to 100,000 code points, as sent
 * @param ref the sender's own key for it, 1 to 64 characters
 * @param sentAtMs milliseconds since 1970 UTC, for display; order is by {@code seq}
 * @param mentions members whose {@code @username} stands in the body
 */
public record Message(
    ChannelId channelId,
    long seq,
    UserId senderId,
    String body,
    String ref,
    long sentAtMs,
    List<UserId> mentions) {}
