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
   * @param added is told of how many, each time some are in
   * @return how many lagged, by more than that too
   */
  Future<Integer> feed(List<ChannelId> channels, long most, LongConsumer added) {
    return Future.all(log.get(channels, Register::channelHead), index.progress(channels))
        .compose(
            both -> {
              Map<ChannelId, Long> heads = both.resultAt(0);
              Map<ChannelId, Long> progress = both.resultAt(1);
              List<Lag> lags = new ArrayList<>();
              Future<Void> ready = Future.succeededFuture();
              for (ChannelId channel : channels) {
                long head = heads.getOrDefault(channel, 0L);
                long in = progress.getOrDefault(channel, 0L);
                if (in > head) { // of another log, or of this one before it was set back
                  ready = ready.compose(done -> index.forget(channel));
                  in = 0;
                }
                if (head > in) {
                  lags.add(new Lag(channel, in, head));
                }
              }
              Deque<Lag> due = new ArrayDeque<>();
              lags.stream().filter(lag -> lag.rows() <= most).forEach(due::add);
              return ready.compose(done -> bring(due, added)).map(lags.size());
            });
  }

  private Future<Void> bring(Deque<Lag> due, LongConsumer added) {
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
    return ranges.isEmpty()
        ? Future.succeededFuture()
        : log.read(ranges)
            .compose(cells -> vertx.executeBlocking(() -> entries(cells), false))
            .compose(entries -> index.add(entries).onSuccess(done -> added.accept(entries.size())))
            .compose(done -> bring(due, added));
  }

  private static List<Entry> entries(List<List<Cell>> ranges) {
    return ranges.stream().flatMap(List::stream).map(Feeder::entry).toList();
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
