package io.sotong.routing;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.log.Tail;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest rows of a channel as one lane has seen them. Not thread-safe. */
final class ChannelTail {
  private static final int PAGE = 512;

  private final LogId channel;
  private final Log log;
  private @Nullable Tail known;
  private long lastSentAtMs;

  ChannelTail(LogId channel, Log log) {
    this.channel = channel;
    this.log = log;
  }

  /**
   * Sees every row after {@code base}, as far as this router can.
   *
   * @return the last row seen
   */
  Future<Long> cover(long base, long head) {
    Tail tail = known;
    boolean forward = tail != null && tail.from() <= base;
    if (forward && Objects.requireNonNull(tail).last() >= head) {
      return Future.succeededFuture(tail.last());
    }
    Tail covering = forward ? Objects.requireNonNull(tail) : new Tail(base);
    known = null; // until it is whole
    return load(covering)
        .map(
            whole -> {
              known = whole;
              return whole.last();
            });
  }

  /** The first place after {@code base} where this message seems to stand. */
  Optional<Long> find(Send send, long base) {
    Tail tail = Objects.requireNonNull(known, "not covered");
    long[] first = {0};
    tail.find(
        hash(send.sender(), send.ref()), base, seq -> first[0] = first[0] == 0 ? seq : first[0]);
    return first[0] == 0 ? Optional.empty() : Optional.of(first[0]);
  }

  /** This message now stands at {@code seq}. */
  void stored(Send send, long seq) {
    Tail tail = known;
    if (tail != null && tail.last() == seq - 1) {
      tail.add(hash(send.sender(), send.ref()));
    }
  }

  /** Something is not as it was guessed: look again before the next guess. */
  void doubt() {
    known = null;
  }

  /** A time for the next message that does not go back within the channel, if the clock does. */
  long sentAt(long nowMs) {
    lastSentAtMs = Math.max(lastSentAtMs, nowMs);
    return lastSentAtMs;
  }

  private Future<Tail> load(Tail tail) {
    return log.read(List.of(new Range(channel, tail.last(), PAGE)))
        .compose(
            ranges -> {
              List<Cell> rows = ranges.get(0);
              for (Cell cell : rows) {
                MessageRow row = MessageRow.decode(cell.value());
                tail.add(hash(row.senderId(), row.ref()));
                sentAt(row.sentAtMs());
              }
              return rows.size() == PAGE ? load(tail) : Future.succeededFuture(tail);
            });
  }

  /** 64 bits, so that a row of another message is taken for this one almost never. */
  private static long hash(UserId sender, String ref) {
    long hash = mix(0xcbf29ce484222325L, sender.value());
    return mix(hash * 31 + 1, ref);
  }

  private static long mix(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
