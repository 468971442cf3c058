package io.sotong.channel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * When something was last said in a channel. The time stands in the row at its head, and rows never
 * change: what is remembered of a head is true for ever, and only channels in which something was
 * said since are read again. So that order costs a send nothing. Any thread.
 */
final class Activity {
  /** About 100 bytes each. */
  private static final int MAX_CACHED = 100_000;

  /** Rows read at once: only their times are kept, but each may have 400 KB. */
  private static final int SLICE = 32;

  private final Log log;
  private final Cache<ChannelId, Said> known =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).build();

  Activity(Log log) {
    this.log = log;
  }

  private record Said(long head, long atMs) {}

  /** Fills {@code times} for each of {@code heads}, none of which is 0. */
  Future<Void> into(Map<ChannelId, Long> times, Map<ChannelId, Long> heads) {
    List<ChannelId> unknown = new ArrayList<>();
    heads.forEach(
        (channel, head) -> {
          Said said = known.getIfPresent(channel);
          if (said != null && said.head == head) {
            times.put(channel, said.atMs);
          } else {
            unknown.add(channel);
          }
        });
    return read(times, heads, unknown);
  }

  private Future<Void> read(
      Map<ChannelId, Long> times, Map<ChannelId, Long> heads, List<ChannelId> unknown) {
    if (unknown.isEmpty()) {
      return Future.succeededFuture();
    }
    List<ChannelId> slice = unknown.subList(0, Math.min(SLICE, unknown.size()));
    return log.read(slice.stream().map(channel -> last(channel, head(heads, channel))).toList())
        .compose(
            ranges -> {
              for (int i = 0; i < slice.size(); i++) {
                ChannelId channel = slice.get(i);
                List<Cell> rows = ranges.get(i);
                if (!rows.isEmpty()) {
                  long atMs = MessageRow.decode(rows.get(0).value()).sentAtMs();
                  known.put(channel, new Said(head(heads, channel), atMs));
                  times.put(channel, atMs);
                }
              }
              return read(times, heads, unknown.subList(slice.size(), unknown.size()));
            });
  }

  /** Asks for the row at a channel's head. */
  static Range last(ChannelId channel, long head) {
    return new Range(LogId.channel(channel), head - 1, 1);
  }

  private static long head(Map<ChannelId, Long> heads, ChannelId channel) {
    return Objects.requireNonNull(heads.get(channel));
  }
}
