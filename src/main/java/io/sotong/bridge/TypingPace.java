package io.sotong.bridge;

import io.sotong.model.ChannelId;
import java.util.HashMap;
import java.util.Map;

/** When one device last told that it writes in a channel: one notice in 3 s goes out for each. */
final class TypingPace {
  private static final long EVERY_MS = 3_000;

  /** Channels at a time; who writes in more is not told of. */
  private static final int MAX_CHANNELS = 64;

  private final Map<ChannelId, Long> toldAtMs = new HashMap<>(2);

  boolean isDue(ChannelId channel, long nowMs) {
    Long before = toldAtMs.get(channel);
    if (before != null) {
      return nowMs - before >= EVERY_MS;
    }
    if (toldAtMs.size() >= MAX_CHANNELS) {
      toldAtMs.values().removeIf(atMs -> nowMs - atMs >= EVERY_MS);
    }
    return toldAtMs.size() < MAX_CHANNELS;
  }

  void told(ChannelId channel, long nowMs) {
    toldAtMs.put(channel, nowMs);
  }
}
