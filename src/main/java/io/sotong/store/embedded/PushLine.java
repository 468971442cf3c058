package io.sotong.store.embedded;

import io.sotong.store.embedded.PushTable.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a {@link PushTable}: what has come since the last sync becomes durable
 * with the next. While the disk takes no data everything fails, and is tried again with what comes.
 */
final class PushLine {
  private static final Logger LOG = LoggerFactory.getLogger(PushLine.class);
  private static final long LOOK_AGAIN_MS = 100;
  private static final int TOGETHER = 1_000;

  private final PushTable table;
  private final Turn turn;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "sotong-push-store");
  private volatile boolean closing;
  private boolean broken;

  /** What makes the changes of a task; on the thread. */
  @FunctionalInterface
  interface Work {
    List<Change> changes() throws RocksDBException;
  }

  /** What is done after each turn, on the thread. */
  @FunctionalInterface
  interface Turn {
    void run() throws RocksDBException;
  }

  /**
   * Changes that become durable together, and what happens then, or if that fails; on the thread.
   *
   * @param reads whether the work looks at the table, and must see what was changed before it
   */
  record Task(boolean reads, Work work, Runnable done, Runnable failed) {}

  PushLine(PushTable table, Turn turn) {
    this.table = table;
    this.turn = turn;
  }

  void start() {
    thread.start();
  }

  /** Any thread. */
  void add(Task task) {
    tasks.add(task);
  }

  boolean isClosing() {
    return closing;
  }

  /** Carries out what is there and ends; true when it has, within {@code ms}. Blocks. */
  boolean end(long ms) throws InterruptedException {
    thread.join(ms);
    return !thread.isAlive();
  }

  /** Nothing is given out any more. */
  void close() {
    closing = true;
  }

  private void run() {
    while (true) {
      try {
        List<Task> taken = take();
        if (taken.isEmpty() && closing) {
          return;
        }
        carryOut(taken);
        if (!broken && !closing) {
          turn.run();
        }
      } catch (InterruptedException e) {
        return; // nobody interrupts it but a process that ends
      } catch (RocksDBException | RuntimeException e) {
        LOG.error("the push queue met what it does not know, and goes on", e);
      }
    }
  }

  private List<Task> take() throws InterruptedException {
    List<Task> taken = new ArrayList<>();
    Task first = tasks.poll(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      tasks.drainTo(taken, TOGETHER);
    }
    return taken;
  }

  private void carryOut(List<Task> taken) {
    if (broken) {
      broken = !table.mend();
    }
    try {
      if (broken) {
        throw new RocksDBException("the disk takes no data");
      }
      List<Change> changes = new ArrayList<>();
      for (Task task : taken) {
        if (task.reads()) {
          apply(changes);
        }
        changes.addAll(task.work().changes());
      }
      apply(changes);
      taken.forEach(task -> task.done().run());
    } catch (RocksDBException | RuntimeException e) {
      LOG.error("{} changes of the push queue are not stored: {}", taken.size(), e.toString());
      broken = true;
      taken.forEach(task -> task.failed().run());
    }
  }

  private void apply(List<Change> changes) throws RocksDBException {
    if (!changes.isEmpty()) {
      table.apply(changes);
      changes.clear();
    }
  }
}
