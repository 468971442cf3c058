package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.log.Append;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Writers that append what they want until it is acknowledged, now and then throw an answer away
 * and send again, and readers who look at every moment for gaps and for what is missing.
 */
final class Crowd implements AutoCloseable {
  private static final int WRITERS = 3;
  private static final int READERS = 1;
  private static final int PERCENT_THROWN_AWAY = 15;

  /** Leaves the machine to the servers; nothing depends on it. */
  private static final long PACE_NANOS = 8_000_000;

  private final List<CassandraLog> stores;
  private final Recording recording;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<java.util.concurrent.Future<?>> ends = new ArrayList<>();
  private volatile boolean over;

  Crowd(List<CassandraLog> stores, Recording recording) {
    this.stores = stores;
    this.recording = recording;
    for (int i = 0; i < WRITERS; i++) {
      int number = i;
      ends.add(threads.submit(() -> write(number)));
    }
    for (int i = 0; i < READERS; i++) {
      int number = i;
      ends.add(threads.submit(() -> read(number)));
    }
  }

  /** Until so many more are acknowledged. */
  void awaitProgress(int count) {
    long until = recording.acknowledged.get() + count;
    until("progress", () -> recording.acknowledged.get() >= until || hasFailed());
    if (hasFailed()) {
      close();
    }
  }

  private boolean hasFailed() {
    return ends.stream().anyMatch(java.util.concurrent.Future::isDone);
  }

  static void until(String what, BooleanSupplier condition) {
    for (int i = 0; i < 6_000; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(20_000_000);
    }
    throw new AssertionError("no " + what + " within two minutes");
  }

  private void write(int number) {
    Random random = new Random(number);
    for (int i = 0; !over; i++) {
      LockSupport.parkNanos(PACE_NANOS);
      LogId log = recording.logs.get(random.nextInt(recording.logs.size()));
      String entry = number + "/" + i;
      long base = registerOf(log, random);
      do {
        recording.acknowledged(log, entry, append(log, entry, base, random));
      } while (random.nextInt(100) < PERCENT_THROWN_AWAY);
    }
  }

  private CassandraLog any(Random random) {
    return stores.get(random.nextInt(stores.size()));
  }

  private long registerOf(LogId log, Random random) {
    while (true) {
      try {
        return get(any(random).get(List.of(Recording.head(log))))[0];
      } catch (ExecutionException e) {
        recording.ambiguous.incrementAndGet();
      }
    }
  }

  /** As a client does: the same entry with the same base, through any node, until it stands. */
  private long append(LogId log, String entry, long base, Random random) {
    while (true) {
      CassandraLog store = any(random);
      Register head = Recording.head(log);
      try {
        long now = get(store.get(List.of(head)))[0];
        assertThat(now).isGreaterThanOrEqualTo(base);
        return get(new Append(store)
                .append(
                    new Append.Entry(
                        log,
                        base,
                        now,
                        row -> row.toString().equals(entry),
                        seq ->
                            new Put(
                                new Cell(log, seq, Buffer.buffer(entry)),
                                List.of(new Raise(head, seq))))))
            .seq();
      } catch (ExecutionException e) {
        recording.ambiguous.incrementAndGet();
      }
    }
  }

  private void read(int number) {
    Random random = new Random(1_000 + number);
    while (!over) {
      LockSupport.parkNanos(PACE_NANOS);
      LogId id = recording.logs.get(random.nextInt(recording.logs.size()));
      Log store = any(random);
      try {
        long head = get(store.get(List.of(Recording.head(id))))[0];
        long after = head == 0 ? 0 : random.nextInt((int) head);
        List<Cell> rows = get(store.read(List.of(new Range(id, after, 1_000)))).get(0);
        for (int i = 0; i < rows.size(); i++) {
          assertThat(rows.get(i).seq()).isEqualTo(after + 1 + i);
        }
        assertThat(after + rows.size()).isGreaterThanOrEqualTo(head);
        recording.readings.incrementAndGet();
      } catch (ExecutionException e) {
        recording.ambiguous.incrementAndGet();
      }
    }
  }

  private static <T> T get(Future<T> answer) throws ExecutionException {
    try {
      return answer.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("a call that is never answered", e);
    }
  }

  /** Lets all finish what they do; fails with what one of them saw. */
  @Override
  public void close() {
    over = true;
    threads.shutdown();
    for (java.util.concurrent.Future<?> end : ends) {
      try {
        end.get(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        threads.shutdownNow();
        throw new AssertionError("one of the crowd saw something wrong", e);
      }
    }
  }
}
