package io.sotong.store.embedded;

import static io.sotong.log.LogContract.await;
import static io.sotong.log.LogContract.inThreads;
import static io.sotong.log.LogContract.newLog;
import static io.sotong.log.LogContract.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Range;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.Patience;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** One sync for all that waits, and bounds for what may wait. */
class GroupCommitTest {
  private static final RocksOptions SMALL =
      new RocksOptions(8 << 20, 8 << 20, 2, 1_000, 1 << 20, 5, 10, 10);

  @TempDir Path directory;
  private final Statistics statistics = new Statistics();
  private final Patience patience = new Patience();
  private RocksEngine engine;
  private Reads reads;
  private GroupCommit writer;

  @BeforeEach
  void open() {
    engine = RocksEngine.open(directory, SMALL, options -> options.setStatistics(statistics));
    reads = new Reads(engine, patience, SMALL);
    writer = new GroupCommit(engine, SMALL, new Registers(engine, 10), patience, reads.threads());
    writer.start();
  }

  @AfterEach
  void close() throws InterruptedException {
    assertThat(writer.close(10_000)).isTrue();
    assertThat(reads.close(10_000)).isTrue();
    patience.close();
    engine.close();
    statistics.close();
  }

  @Test
  void everyAcknowledgedWriteWasSynced() {
    LogId id = newLog();
    for (int seq = 1; seq <= 20; seq++) {
      assertThat(await(put(id, seq))).isEqualTo(Outcome.STORED);
      assertThat(syncs()).isGreaterThanOrEqualTo(seq);
    }
  }

  @Test
  void writesUnderWayAtOnceShareTheirSyncs() throws Exception {
    long before = syncs();
    inThreads(
        8,
        thread -> {
          LogId id = newLog();
          List<Future<Outcome>> answers = new ArrayList<>();
          for (int seq = 1; seq <= 100; seq++) {
            answers.add(put(id, seq));
          }
          answers.forEach(answer -> assertThat(await(answer)).isEqualTo(Outcome.STORED));
        });
    assertThat(writer.commits()).isLessThan(400);
    assertThat(syncs() - before).isBetween(1L, writer.commits());
  }

  @Test
  void whileTheDiskHangsWhatIsBeyondTheBoundsIsRefusedAtOnceAndTheRestLater() throws Exception {
    LogId id = newLog();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch recovers = new CountDownLatch(1);
    Thread disk = hang(hangs, recovers);
    hangs.await();
    List<Future<Outcome>> waiting = new ArrayList<>();
    for (int seq = 1; seq <= 1_000; seq++) {
      waiting.add(put(id, seq));
    }
    assertThat(waiting).noneMatch(Future::isComplete);
    assertRefused(put(id, 1_001));
    waiting.forEach(GroupCommitTest::assertUnavailable); // after 3 s, though nothing moves
    assertRefused(put(id, 1_001)); // their memory is not free yet
    recovers.countDown();
    disk.join();
    while (writer.waiting() > 0) {
      Thread.onSpinWait();
    }
    assertThat(await(put(newLog(), 1))).isEqualTo(Outcome.STORED);
  }

  @Test
  void whileTheDiskHangsOnlySoManyBytesWait() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch recovers = new CountDownLatch(1);
    Thread disk = hang(hangs, recovers);
    hangs.await();
    LogId id = newLog();
    Cell large = new Cell(id, 1, Buffer.buffer(new byte[Cell.MAX_BYTES]));
    Future<Outcome> first =
        writer.write(List.of(Write.of(new Put(large, List.of())))).get(0).gate();
    assertRefused(put(id, 2));
    recovers.countDown();
    disk.join();
    assertThat(await(first)).isEqualTo(Outcome.STORED);
    assertThat(await(put(id, 2))).isEqualTo(Outcome.STORED);
  }

  @Test
  void whileTheDiskHangsOnlySoManyReadsWaitAndNotForEver() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch recovers = new CountDownLatch(1);
    Thread disk = hang(hangs, recovers);
    hangs.await();
    List<Range> ranges = List.of(new Range(newLog(), 0, 10));
    List<Future<?>> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      asked.add(reads.read(() -> reads.rows(ranges)));
    }
    assertRefused(asked.get(11));
    assertThat(asked).anyMatch(one -> !one.isComplete());
    recovers.countDown();
    disk.join();
    assertThat(await(asked.get(0))).isEqualTo(List.of(List.of()));
  }

  @Test
  void whatWaitsAtTheEndIsWrittenAndWhatComesLaterIsRefused() throws Exception {
    LogId id = newLog();
    List<Future<Outcome>> answers = new ArrayList<>();
    for (int seq = 1; seq <= 900; seq++) {
      answers.add(put(id, seq));
    }
    assertThat(writer.close(10_000)).isTrue();
    answers.forEach(answer -> assertThat(await(answer)).isEqualTo(Outcome.STORED));
    assertRefused(put(id, 901));
  }

  /** More logs and registers than are remembered: what is forgotten is found again on disk. */
  @Test
  void whatIsNoLongerRememberedIsLookedUp() {
    List<LogId> logs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      logs.add(newLog());
      await(put(logs.get(i), 1));
      await(put(logs.get(i), 2));
    }
    for (LogId id : logs) {
      assertThat(await(put(id, 2))).isEqualTo(new Outcome.Taken(Buffer.buffer("2")));
      assertThat(await(put(id, 3))).isEqualTo(Outcome.STORED);
    }
  }

  private Thread hang(CountDownLatch hangs, CountDownLatch recovers) {
    Thread disk =
        new Thread(
            () ->
                engine.mend(
                    () -> {
                      hangs.countDown();
                      try {
                        assertThat(recovers.await(30, TimeUnit.SECONDS)).isTrue();
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                    }));
    disk.start();
    return disk;
  }

  private Future<Outcome> put(LogId id, long seq) {
    List<Written> written = writer.write(List.of(write(id, seq, String.valueOf(seq))));
    return written.get(0).gate();
  }

  private long syncs() {
    return statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
  }

  private static void assertRefused(Future<?> answer) {
    assertThat(answer.failed()).isTrue(); // at once
    assertUnavailable(answer);
  }

  private static void assertUnavailable(Future<?> answer) {
    ChatException refusal = (ChatException) await(answer.map((Object) null).otherwise(e -> e));
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }
}
