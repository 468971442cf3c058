package io.sotong.store.embedded;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.Put;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.Patience;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port {@link Log} over RocksDB, for one process on one directory.
 *
 * <p>One thread writes. All that waits goes to the disk as one batch with one sync, and only then
 * is anyone answered; so a write is {@link #atomic() whole}, and the more is sent at once, the
 * fewer syncs each message costs. Registers in use are answered from the heap without changing
 * threads.
 *
 * <p>Nothing expires: mailboxes are kept for ever, which is more than the 30 days that clients are
 * promised, so a cursor of the present epoch is never too old here.
 *
 * <p>When the disk is full or fails, calls fail with {@code unavailable}, what was stored can still
 * be read, and once the disk takes data again the store goes on by itself, within about a second.
 */
public final class RocksLog implements Log, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksLog.class);
  private static final long CLOSE_MS = 10_000;

  private final RocksEngine engine;
  private final Registers registers;
  private final Patience patience = new Patience();
  private final Reads reads;
  private final GroupCommit writer;

  private RocksLog(RocksEngine engine, RocksOptions options) {
    this.engine = engine;
    registers = new Registers(engine, options.knownRegisters());
    reads = new Reads(engine, patience, options);
    writer = new GroupCommit(engine, options, registers, patience, reads.threads());
  }

  /**
   * Opens the store in {@code directory}, which is made if it is not there, and recovers what a
   * crash left. Blocks, mostly for less than 0.3 s.
   *
   * @throws StoreRefusal if another process has it open, or what was synced is damaged
   */
  public static RocksLog open(Path directory, RocksOptions options) {
    RocksLog log = new RocksLog(RocksEngine.open(directory, options), options);
    log.writer.start();
    return log;
  }

  @Override
  public List<Written> write(List<Write> writes) {
    for (Write write : writes) {
      for (Put put : write.all()) {
        if (put.cell().value().length() > Cell.MAX_BYTES) {
          throw new ChatException(ErrorCode.TOO_LARGE, "a cell of more than 1 MiB");
        }
      }
    }
    return writes.isEmpty() ? List.of() : writer.write(writes);
  }

  @Override
  public Future<List<List<Cell>>> read(List<Range> ranges) {
    List<Range> asked = List.copyOf(ranges);
    return reads.read(() -> reads.rows(asked));
  }

  @Override
  public Future<long[]> get(List<Register> asked) {
    if (asked.stream().anyMatch(each -> each.kind() == Register.Kind.COPIED)) {
      List<Register> together = List.copyOf(asked);
      return reads.read(() -> registers.together(together));
    }
    long[] values = new long[asked.size()];
    List<Integer> unknown = new ArrayList<>(0);
    for (int i = 0; i < values.length; i++) {
      Long known = registers.known(asked.get(i));
      if (known == null) {
        unknown.add(i);
      } else {
        values[i] = known;
      }
    }
    if (unknown.isEmpty()) {
      return Future.succeededFuture(values);
    }
    List<Register> names = List.copyOf(asked);
    return reads.read(
        () -> {
          for (int i : unknown) {
            values[i] = registers.read(names.get(i));
          }
          return values;
        });
  }

  @Override
  public Future<List<ChannelId>> unfinished(int slot, int limit) {
    return reads.read(() -> reads.unfinished(slot, limit));
  }

  @Override
  public boolean atomic() {
    return true;
  }

  /** Synced batches so far; far fewer than writes when many are under way at once. */
  public long commits() {
    return writer.commits();
  }

  /** Writes that wait for the disk. */
  public long waiting() {
    return writer.waiting();
  }

  /** Refuses what comes, finishes what waits, and closes the files. Blocks, at most about 20 s. */
  @Override
  public void close() {
    boolean quiet = false;
    try {
      quiet = writer.close(CLOSE_MS) && reads.close(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    patience.close();
    if (quiet) {
      engine.close();
    } else {
      LOG.error("the disk hangs: the store is left as it is, to be recovered at the next start");
    }
  }
}
