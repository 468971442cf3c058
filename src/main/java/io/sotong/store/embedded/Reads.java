package io.sotong.store.embedded;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Range;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads that read, and what waits for them. Any thread. */
final class Reads {
  private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

  private final RocksEngine engine;
  private final Patience patience;
  private final int maxWaiting;
  private final ExecutorService threads;
  private final AtomicInteger waiting = new AtomicInteger();

  Reads(RocksEngine engine, Patience patience, RocksOptions limits) {
    this.engine = engine;
    this.patience = patience;
    maxWaiting = limits.maxWaitingReads();
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            limits.readers(),
            task -> new Thread(task, "sotong-store-reader-" + number.incrementAndGet()));
  }

  /** Something that is read from the disk. */
  @FunctionalInterface
  interface Read<T> {
    T now() throws RocksDBException;
  }

  private static final class Waiting<T> extends Patience.Waiting {
    private final Promise<T> promise = Promise.promise();
    private final @Nullable Context asker = Vertx.currentContext();
    private final Executor contextless;

    Waiting(Executor contextless) {
      this.contextless = contextless;
    }

    void tell(Runnable answer) {
      Answers one = new Answers(contextless);
      one.add(asker, answer);
      one.tell();
    }

    @Override
    protected void giveUp() {
      tell(() -> promise.tryFail(unavailable("the store does not answer")));
    }
  }

  /** Reads on one of the threads; refused at once when too many wait. */
  <T> Future<T> read(Read<T> read) {
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      return Future.failedFuture(unavailable("the store is too busy"));
    }
    Waiting<T> one = new Waiting<>(threads);
    patience.begin(one);
    try {
      threads.execute(() -> run(read, one));
    } catch (RejectedExecutionException e) {
      patience.end(one);
      waiting.decrementAndGet();
      return Future.failedFuture(unavailable("the store is closed"));
    }
    return one.promise.future();
  }

  /** Tells those who called from no context. */
  Executor threads() {
    return threads;
  }

  /** Ends once what waits is read; false if that took too long. */
  boolean close(long timeoutMs) throws InterruptedException {
    threads.shutdown();
    return threads.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
  }

  private <T> void run(Read<T> read, Waiting<T> one) {
    waiting.decrementAndGet();
    if (one.isOver()) {
      return;
    }
    try {
      T found = read.now();
      one.tell(() -> one.promise.tryComplete(found));
    } catch (RocksDBException | RuntimeException e) {
      LOG.error("a read failed: {}", e.toString());
      one.tell(() -> one.promise.tryFail(unavailable("the store cannot read")));
    } finally {
      patience.end(one);
    }
  }

  /** The rows of several ranges; blocks. */
  List<List<Cell>> rows(List<Range> ranges) throws RocksDBException {
    return engine.use(
        (db, families) -> {
          List<List<Cell>> all = new ArrayList<>(ranges.size());
          Map<LogId.Sort, RocksIterator> iterators = new EnumMap<>(LogId.Sort.class);
          try {
            for (Range range : ranges) {
              all.add(rows(db, families, iterators, range));
            }
          } finally {
            iterators.values().forEach(RocksIterator::close);
          }
          return all;
        });
  }

  private static List<Cell> rows(
      RocksDB db, Families families, Map<LogId.Sort, RocksIterator> iterators, Range range)
      throws RocksDBException {
    LogId log = range.log();
    byte[] prefix = Keys.prefix(log);
    if (range.limit() == 1) {
      byte[] value = db.get(families.rows(log.sort()), Keys.row(prefix, range.after() + 1));
      return value == null ? List.of() : List.of(cell(log, range.after() + 1, value));
    }
    RocksIterator rows =
        iterators.computeIfAbsent(log.sort(), sort -> db.newIterator(families.rows(sort)));
    List<Cell> found = new ArrayList<>();
    long seq = range.after() + 1;
    rows.seek(Keys.row(prefix, seq));
    while (found.size() < range.limit() && rows.isValid()) {
      byte[] key = rows.key();
      if (!Keys.isRowOf(prefix, key) || Keys.seq(key) != seq) {
        break; // another log, or a gap: nothing here ever expires
      }
      found.add(cell(log, seq, rows.value()));
      seq++;
      rows.next();
    }
    rows.status();
    return found;
  }

  private static Cell cell(LogId log, long seq, byte[] value) {
    return new Cell(log, seq, Buffer.buffer(value));
  }

  /** The channels marked in a slot; blocks. */
  List<ChannelId> unfinished(int slot, int limit) throws RocksDBException {
    return engine.use(
        (db, families) -> {
          List<ChannelId> found = new ArrayList<>();
          try (RocksIterator marks = db.newIterator(families.unfinished())) {
            marks.seek(new byte[] {(byte) slot});
            while (found.size() < limit && marks.isValid() && marks.key()[0] == slot) {
              found.add(new ChannelId(Keys.unfinishedChannel(marks.key())));
              marks.next();
            }
            marks.status();
          }
          return found;
        });
  }

  private static ChatException unavailable(String why) {
    return new ChatException(ErrorCode.UNAVAILABLE, why, 1_000);
  }
}
