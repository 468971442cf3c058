package io.sotong.search;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.search.SearchIndex.Entry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Brings an index to where the channels' logs are. What is there is compared each time, so it may
 * be asked as often, by as many and after whatever ended it before. Any thread; fails with {@code
 * unavailable}.
 */
final class Feeder {
  /** Rows that are read together: each may have 400 KB. */
  private static final int SLICE = 64;

  /** Of rows that are added together, but for the last. */
  private static final int MAX_BYTES = 128 * 1024;

  private final Vertx vertx;
  private final Log log;
  private final SearchIndex index;

  Feeder(Vertx vertx, Log log, SearchIndex index) {
    this.vertx = vertx;
    this.log = log;
    this.index = index;
  }

  /** Rows of a channel that are not in the index. */
  private record Lag(ChannelId channel, long after, long head) {
    long rows() {
      return head - after;
    }
  }

  /**
   * Brings up those of {@code channels} that lag by at most {@code most} messages.
   *
   * @param more is told of how many, each time some are in
   * @return how many messages that were
   */
  Future<Long> feed(List<ChannelId> channels, long most, LongConsumer more) {
    // The heads after it: what is added meanwhile must not seem to be beyond them.
    return index
        .progress(channels)
        .compose(
            progress ->
                log.get(channels, Register::channelHead)
                    .compose(heads -> feed(channels, progress, heads, most, more)));
  }

  private Future<Long> feed(
      List<ChannelId> channels,
      Map<ChannelId, Long> progress,
      Map<ChannelId, Long> heads,
      long most,
      LongConsumer more) {
    Deque<Lag> due = new ArrayDeque<>();
    Future<Void> ready = Future.succeededFuture();
    for (ChannelId channel : channels) {
      long head = heads.getOrDefault(channel, 0L);
      long in = progress.getOrDefault(channel, 0L);
      if (in > head) { // of another log, or of this one before it was set back
        ready = ready.compose(done -> index.forget(channel));
        in = 0;
      }
      if (head > in && head - in <= most) {
        due.add(new Lag(channel, in, head));
      }
    }
    long rows = due.stream().mapToLong(Lag::rows).sum();
    return ready.compose(done -> Future.<Void>future(end -> bring(due, more, end))).map(rows);
  }

  /** Slice after slice; not as a chain of futures, which for a long channel would be too long. */
  private void bring(Deque<Lag> due, LongConsumer more, Promise<Void> end) {
    List<Range> ranges = slice(due);
    if (ranges.isEmpty()) {
      end.complete();
      return;
    }
    log.read(ranges)
        .compose(
            read -> {
              Deque<Cell> cells = new ArrayDeque<>();
              read.forEach(cells::addAll);
              return Future.<Void>future(added -> add(cells, more, added));
            })
        .onSuccess(done -> bring(due, more, end))
        .onFailure(end::fail);
  }

  /** As many together as their terms leave memory for: of a large message they take 25 MB. */
  private void add(Deque<Cell> cells, LongConsumer more, Promise<Void> end) {
    List<Cell> some = new ArrayList<>();
    int bytes = 0;
    while (!cells.isEmpty() && bytes < MAX_BYTES) {
      bytes += cells.element().value().length();
      some.add(cells.remove());
    }
    if (some.isEmpty()) {
      end.complete();
      return;
    }
    vertx
        .executeBlocking(() -> some.stream().map(Feeder::entry).toList(), false)
        .compose(index::add)
        .onSuccess(
            done -> {
              more.accept(some.size());
              add(cells, more, end);
            })
        .onFailure(end::fail);
  }

  private static List<Range> slice(Deque<Lag> due) {
    List<Range> ranges = new ArrayList<>();
    long left = SLICE;
    while (left > 0 && !due.isEmpty()) {
      Lag lag = due.remove();
      long rows = Math.min(left, lag.rows());
      ranges.add(new Range(LogId.channel(lag.channel()), lag.after(), (int) rows));
      if (rows < lag.rows()) {
        due.addFirst(new Lag(lag.channel(), lag.after() + rows, lag.head()));
      }
      left -= rows;
    }
    return ranges;
  }

  private static Entry entry(Cell cell) {
    MessageRow row = MessageRow.decode(cell.value());
    return new Entry(
        new Place(row.sentAtMs(), new ChannelId(cell.log().owner()), cell.seq()),
        row.senderId(),
        row.mentions(),
        Analysis.terms(row.body()));
  }
}
