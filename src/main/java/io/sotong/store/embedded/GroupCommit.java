package io.sotong.store.embedded;

import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.Patience;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes: it takes all that waits, makes it durable with one sync, answers, and
 * takes what has come meanwhile. It never waits for more to come: the sync before is the time in
 * which the next batch gathers.
 */
final class GroupCommit {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final long POLL_MS = 250;
  private static final int TICKS_BETWEEN_TRIES = 4;

  private final RocksEngine engine;
  private final RocksOptions limits;
  private final Tails tails;
  private final Registers registers;
  private final Patience patience;
  private final Executor contextless;
  private final Answers answers;
  private final BlockingQueue<Call> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waitingWrites = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final Thread thread = new Thread(this::run, "sotong-store-writer");
  private volatile boolean closing;

  private @Nullable Call current;
  private boolean broken;
  private int triedAtTick;

  GroupCommit(
      RocksEngine engine,
      RocksOptions limits,
      Registers registers,
      Patience patience,
      Executor contextless) {
    this.engine = engine;
    this.limits = limits;
    this.tails = new Tails(engine, limits.knownTails());
    this.registers = registers;
    this.patience = patience;
    this.contextless = contextless;
    this.answers = new Answers(contextless);
  }

  void start() {
    thread.start();
  }

  /** Takes a call, or refuses it at once when too much waits. */
  List<Written> write(List<Write> writes) {
    Call call = new Call(writes, this::giveUp);
    if (closing
        || waitingWrites.get() >= limits.maxWaitingWrites()
        || waitingBytes.get() >= limits.maxWaitingBytes()) {
      return refused(writes.size(), closing ? "the store is closed" : "the store is too busy");
    }
    waitingWrites.addAndGet(call.writes());
    waitingBytes.addAndGet(call.bytes());
    patience.begin(call);
    queue.add(call);
    return call.written();
  }

  private static List<Written> refused(int writes, String why) {
    ChatException cause = new ChatException(ErrorCode.UNAVAILABLE, why, 1_000);
    List<Written> all = new ArrayList<>(writes);
    for (int i = 0; i < writes; i++) {
      all.add(new Written(Future.failedFuture(cause), Future.failedFuture(cause)));
    }
    return all;
  }

  long waiting() {
    return waitingWrites.get();
  }

  long commits() {
    return commits.get();
  }

  /** Ends once all that waits is written and answered; false if that took too long. */
  boolean close(long timeoutMs) throws InterruptedException {
    closing = true;
    thread.join(timeoutMs);
    queue.forEach(this::giveUp); // came while the thread ended, or it hangs
    return !thread.isAlive();
  }

  private void run() {
    while (true) {
      try {
        current = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
        if (current != null) {
          writeAll();
        } else if (closing) {
          return;
        } else if (broken) {
          mended();
        }
      } catch (InterruptedException e) {
        return; // nobody interrupts it but a test that ends
      } catch (RuntimeException e) {
        LOG.error("the writer met what it does not know, and goes on", e);
      }
    }
  }

  private void writeAll() {
    while (current != null) {
      if (broken && !mended()) {
        fail(Set.of(current)); // why was said when it broke
      } else {
        writeTogether();
      }
      answers.tell();
    }
  }

  private void writeTogether() {
    Batch batch = new Batch(engine, tails, registers);
    List<Call.Told> told = new ArrayList<>();
    Set<Call> parts = new LinkedHashSet<>();
    try {
      gather(batch, told, parts);
      if (!batch.isEmpty()) {
        commit(batch);
      }
      told.forEach(fate -> fate.succeed(answers));
      told.stream().filter(Call.Told::isLast).forEach(fate -> end(fate.call()));
    } catch (RocksDBException | RuntimeException e) {
      LOG.error("{} calls are not stored: {}", parts.size(), e.toString());
      fail(parts);
    }
  }

  private void gather(Batch batch, List<Call.Told> told, Set<Call> parts) throws RocksDBException {
    while (current != null && !batch.isFull()) {
      Call call = current;
      parts.add(call);
      while (!call.isUsedUp() && !call.isOver() && !batch.isFull()) {
        told.add(call.judgeNext(batch));
      }
      if (call.isUsedUp()) {
        current = queue.poll();
      } else if (call.isOver()) {
        end(call); // nobody waits for it any more
        current = queue.poll();
      }
    }
  }

  private void commit(Batch batch) throws RocksDBException {
    try {
      batch.commit();
      commits.incrementAndGet();
    } catch (RocksDBException e) {
      broken = true;
      triedAtTick = patience.ticks();
      throw e;
    }
  }

  /** What failed may stand in the log all the same: nothing is written until that is known. */
  private boolean mended() {
    if (patience.ticks() - triedAtTick < TICKS_BETWEEN_TRIES) {
      return false;
    }
    triedAtTick = patience.ticks();
    broken =
        !engine.mend(
            () -> {
              tails.forget();
              registers.forget();
            });
    return !broken;
  }

  private void fail(Set<Call> parts) {
    for (Call call : parts) {
      call.fail(answers, gone());
      end(call);
    }
    if (current != null && parts.contains(current)) {
      current = queue.poll();
    }
  }

  /** What it held is free again; its memory is, from here on. */
  private void end(Call call) {
    if (call.release()) {
      patience.end(call);
      waitingWrites.addAndGet(-call.writes());
      waitingBytes.addAndGet(-call.bytes());
    }
  }

  private void giveUp(Call call) {
    Answers now = new Answers(contextless);
    call.fail(now, gone());
    now.tell();
  }

  private static ChatException gone() {
    return new ChatException(ErrorCode.UNAVAILABLE, "the store does not answer", 1_000);
  }
}
