package io.sotong.channel;

import io.sotong.channel.ChannelAccess.View;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Message;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The messages of channels, for ever. As {@code seq} has no holes, a page is a sum and a read of
 * neighbours: it costs the same at the end of a channel and in the middle of ten million messages.
 * Any thread; futures fail with {@code unavailable}.
 */
public final class History {
  /** A page stops after about so many bytes of rows, and says that there are more. */
  static final int MAX_PAGE_BYTES = 2 * 1024 * 1024;

  /** Rows read at once: 12 MB in memory, were each of 100,000 characters of four bytes. */
  private static final int SLICE = 32;

  private final Log log;

  public History(Log log) {
    this.log = log;
  }

  /** Which page. */
  public sealed interface Place {
    /** The newest. */
    record Newest() implements Place {}

    /** Those nearest before {@code seq}, without it. */
    record Before(long seq) implements Place {}

    /** Those nearest after {@code seq}, without it. */
    record After(long seq) implements Place {}

    /** {@code seq} in the middle, or as near to it as the channel's ends allow. */
    record Around(long seq) implements Place {}
  }

  /**
   * Neighbours.
   *
   * @param messages in ascending order
   * @param hasBefore there are messages before the first, or before the place if there is none
   * @param hasAfter there are messages after the last, or after the place if there is none
   */
  public record Page(List<Message> messages, boolean hasBefore, boolean hasAfter) {}

  /**
   * A page; {@code not_found} for {@link Place.Around} a message that there is not.
   *
   * @param limit at least 1; fewer are answered when they are large
   */
  public Future<Page> page(View channel, Place place, int limit) {
    long head = channel.head();
    if (place instanceof Place.After after) {
      long from = Math.min(after.seq(), head);
      return walk(channel.channelId(), from + 1, Math.min(head, from + limit), 1, MAX_PAGE_BYTES)
          .map(messages -> page(messages, from, head));
    }
    if (place instanceof Place.Around around) {
      return around(channel, around.seq(), limit);
    }
    long to = place instanceof Place.Before before ? Math.min(before.seq() - 1, head) : head;
    return walk(channel.channelId(), to, Math.max(1, to - limit + 1), -1, MAX_PAGE_BYTES)
        .map(messages -> page(messages, to, head));
  }

  /** One message; {@code not_found} if there is none. */
  public Future<Message> one(View channel, long seq) {
    return page(channel, new Place.Around(seq), 1).map(page -> page.messages().get(0));
  }

  private Future<Page> around(View channel, long seq, int limit) {
    long head = channel.head();
    if (seq < 1 || seq > head) {
      return Future.failedFuture(
          new ChatException(ErrorCode.NOT_FOUND, "There is no such message."));
    }
    int others = limit - 1;
    long before = Math.min(seq - 1, Math.max(others / 2, others - (head - seq)));
    long after = Math.min(head - seq, others - before);
    ChannelId id = channel.channelId();
    return walk(id, seq, seq - before, -1, MAX_PAGE_BYTES / 2)
        .compose(
            first ->
                walk(id, seq + 1, seq + after, 1, MAX_PAGE_BYTES / 2)
                    .map(
                        second -> {
                          List<Message> both = new ArrayList<>(first);
                          both.addAll(second);
                          return page(both, seq, head);
                        }));
  }

  private static Page page(List<Message> messages, long place, long head) {
    return messages.isEmpty()
        ? new Page(messages, place > 0, place < head)
        : new Page(
            messages, messages.get(0).seq() > 1, messages.get(messages.size() - 1).seq() < head);
  }

  /**
   * Reads from {@code from} to {@code to}, both included, until {@code maxBytes} are exceeded; at
   * least one if there is one.
   *
   * @param step 1 forwards, -1 backwards
   * @return in ascending order
   */
  private Future<List<Message>> walk(ChannelId id, long from, long to, int step, int maxBytes) {
    return walk(id, from, to, step, maxBytes, new ArrayDeque<>());
  }

  private Future<List<Message>> walk(
      ChannelId id, long from, long to, int step, long bytesLeft, Deque<Message> found) {
    long count = Math.min(SLICE, (to - from) * step + 1);
    if (count <= 0) {
      return Future.succeededFuture(List.copyOf(found));
    }
    long low = step > 0 ? from : from - count + 1;
    return log.read(List.of(new Range(LogId.channel(id), low - 1, (int) count)))
        .compose(
            ranges -> {
              List<Cell> rows = ranges.get(0);
              if (rows.size() < count || rows.get(0).seq() != low) {
                throw new IllegalStateException("a row up to the head is missing in " + id);
              }
              long left = bytesLeft;
              for (int i = 0; i < count; i++) {
                Cell row = rows.get(step > 0 ? i : (int) count - 1 - i);
                left -= row.value().length();
                if (left < 0 && !found.isEmpty()) {
                  return Future.succeededFuture(List.copyOf(found));
                }
                Message message = MessageRow.decode(row.value()).at(id, row.seq());
                if (step > 0) {
                  found.addLast(message);
                } else {
                  found.addFirst(message);
                }
              }
              return walk(id, from + step * count, to, step, left, found);
            });
  }
}
