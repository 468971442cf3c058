package io.sotong.store.embedded;

import io.sotong.push.Attempt;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be pushed, sorted by when it is due, and what is given up, by age, in a RocksDB of
 * its own: a push that syncs then holds up no message. Belongs to one thread; every method blocks.
 */
final class PushTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushTable.class);
  private static final List<String> FAMILIES = List.of("default", "due", "dead");
  private static final int DUE = 1;
  private static final int DEAD = 2;
  private static final RocksOptions MEMORY = RocksOptions.DEFAULTS.withMemory(1L << 20, 4L << 20);

  private final RocksEngine engine;
  private long waiting;
  private long dead;
  private long lastId;

  /** Nothing waits before it: what was removed there need not be stepped over again. */
  private Spot first = new Spot(0, 0);

  private PushTable(RocksEngine engine) {
    this.engine = engine;
  }

  /** Where an attempt stands: due first, and made first among those due at once. */
  record Spot(long dueMs, long id) {
    byte[] bytes() {
      return ByteBuffer.allocate(16).putLong(dueMs).putLong(id).array();
    }

    static Spot of(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new Spot(in.getLong(), in.getLong());
    }

    boolean isBefore(Spot other) {
      return dueMs < other.dueMs || dueMs == other.dueMs && id < other.id;
    }
  }

  /** An attempt, and where it stands. */
  record Place(Spot spot, Attempt attempt) {}

  /** A change; several become durable together. */
  sealed interface Change {
    /** A new one waits. */
    record Add(Attempt attempt) implements Change {}

    /** One waits no more. */
    record Settle(Spot spot) implements Change {}

    /** One waits on, until another time. */
    record Again(Spot spot, Attempt attempt) implements Change {}

    /** One is given up. */
    record GiveUp(Spot spot, Attempt attempt) implements Change {}

    /** One that was given up waits again. */
    record Revive(Spot spot, Attempt attempt) implements Change {}
  }

  static PushTable open(Path directory) throws RocksDBException {
    PushTable table = new PushTable(RocksEngine.open(directory, FAMILIES, MEMORY));
    try {
      table.waiting = table.count(DUE);
      table.dead = table.count(DEAD);
      return table;
    } catch (RocksDBException e) {
      table.close();
      throw e;
    }
  }

  long waiting() {
    return waiting;
  }

  long dead() {
    return dead;
  }

  /** Those due by now, the longest due first, without those that are {@code inHand}. */
  List<Place> due(long nowMs, Predicate<Spot> inHand, int limit) throws RocksDBException {
    List<Place> found = new ArrayList<>();
    walk(
        DUE,
        first,
        at -> {
          if (found.isEmpty() && first.isBefore(at.spot())) {
            first = at.spot();
          }
          boolean due = at.spot().dueMs() <= nowMs;
          if (due && !inHand.test(at.spot())) {
            found.add(at);
          }
          return due && found.size() < limit;
        });
    return found;
  }

  /** The oldest dead letters. */
  List<Place> dead(int limit) throws RocksDBException {
    List<Place> found = new ArrayList<>();
    walk(
        DEAD,
        new Spot(0, 0),
        at -> {
          found.add(at);
          return found.size() < limit;
        });
    return found;
  }

  /** All of it is durable on return. After a failure only {@link #mend} helps. */
  void apply(List<Change> changes) throws RocksDBException {
    engine.commit(
        (batch, families) -> {
          ColumnFamilyHandle due = families.at(DUE);
          for (Change change : changes) {
            if (change instanceof Change.Add add) {
              put(batch, due, add.attempt());
            } else if (change instanceof Change.Settle settle) {
              batch.delete(due, settle.spot().bytes());
            } else if (change instanceof Change.Again again) {
              batch.delete(due, again.spot().bytes());
              put(batch, due, again.attempt());
            } else if (change instanceof Change.GiveUp giveUp) {
              batch.delete(due, giveUp.spot().bytes());
              put(batch, families.at(DEAD), giveUp.attempt());
            } else if (change instanceof Change.Revive revive) {
              batch.delete(families.at(DEAD), revive.spot().bytes());
              put(batch, due, revive.attempt());
            }
          }
        });
    changes.forEach(this::count);
  }

  /** Opens the database again after a failure, if the disk takes data again. */
  boolean mend() {
    return engine.mend(() -> {});
  }

  @Override
  public void close() {
    engine.close();
  }

  private void put(WriteBatch batch, ColumnFamilyHandle family, Attempt attempt)
      throws RocksDBException {
    Spot spot = new Spot(attempt.dueMs(), ++lastId);
    if (spot.isBefore(first)) {
      first = spot;
    }
    WireWriter out = new WireWriter(128);
    Attempt.CODEC.write(out, attempt);
    batch.put(family, spot.bytes(), out.toBuffer().getBytes());
  }

  private void count(Change change) {
    if (change instanceof Change.Add || change instanceof Change.Revive) {
      waiting++;
    } else if (change instanceof Change.Settle || change instanceof Change.GiveUp) {
      waiting--;
    }
    if (change instanceof Change.GiveUp) {
      dead++;
    } else if (change instanceof Change.Revive) {
      dead--;
    }
  }

  private long count(int family) throws RocksDBException {
    return engine.use(
        (db, families) -> {
          long count = 0;
          try (RocksIterator rows = db.newIterator(families.at(family))) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
              count++;
              lastId = Math.max(lastId, Spot.of(rows.key()).id());
            }
            rows.status();
          }
          return count;
        });
  }

  /** From {@code from} on, as long as it is told to go on. */
  private void walk(int family, Spot from, Predicate<Place> goOn) throws RocksDBException {
    engine.use(
        (db, families) -> {
          try (RocksIterator rows = db.newIterator(families.at(family))) {
            boolean on = true;
            for (rows.seek(from.bytes()); on && rows.isValid(); rows.next()) {
              Spot spot = Spot.of(rows.key());
              on = read(rows.value()).map(its -> goOn.test(new Place(spot, its))).orElse(true);
            }
            rows.status();
          }
          return true;
        });
  }

  /** Empty for what a later release has left behind: it waits until that comes back. */
  private static Optional<Attempt> read(byte[] value) {
    try {
      return Optional.of(Attempt.CODEC.read(new WireReader(Buffer.buffer(value))));
    } catch (IllegalArgumentException e) {
      LOG.warn("a wake-up of another release is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
