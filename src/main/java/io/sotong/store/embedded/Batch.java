package io.sotong.store.embedded;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes of any number of calls that become durable together, with one sync. What stands in it is
 * seen by the writes after it as if it were stored. Belongs to the one thread that writes.
 */
final class Batch {
  /** So much makes a sync worth its while; more would only make the first wait for the last. */
  static final int MAX_WRITES = 2_048;

  static final int MAX_BYTES = 4 << 20;

  private final RocksEngine engine;
  private final Tails tails;
  private final Registers registers;
  private final Map<Place, Buffer> cells = new HashMap<>();
  private final Map<LogId, Long> ends = new HashMap<>();
  private final Map<Register, Long> raised = new HashMap<>();
  private int writes;
  private int bytes;

  Batch(RocksEngine engine, Tails tails, Registers registers) {
    this.engine = engine;
    this.tails = tails;
    this.registers = registers;
  }

  private record Place(LogId log, long seq) {}

  boolean isFull() {
    return writes >= MAX_WRITES || bytes >= MAX_BYTES;
  }

  /** Nothing in it needs a sync. */
  boolean isEmpty() {
    return cells.isEmpty() && raised.isEmpty();
  }

  /**
   * Takes a write whole, or leaves it out whole.
   *
   * @param barred logs of which an earlier put of the same call was not stored; more may be added
   * @return what becomes of each of its puts once this batch is committed, the gate's first
   */
  List<Outcome> judge(Write write, Set<LogId> barred) throws RocksDBException {
    writes++;
    List<Put> puts = write.all();
    List<Place> added = new ArrayList<>(puts.size());
    for (int i = 0; i < puts.size(); i++) {
      Cell cell = puts.get(i).cell();
      if (barred.contains(cell.log())) {
        return leaveOut(puts, added, i, Outcome.SKIPPED, barred);
      }
      Optional<Buffer> standing = standing(cell.log(), cell.seq());
      if (standing.isPresent()) {
        return leaveOut(puts, added, i, new Outcome.Taken(standing.get()), barred);
      }
      Place place = new Place(cell.log(), cell.seq());
      cells.put(place, cell.value());
      added.add(place);
    }
    List<Outcome> stored = new ArrayList<>(puts.size());
    for (Put put : puts) {
      LogId log = put.cell().log();
      ends.merge(log, Math.max(put.cell().seq(), tails.of(log)), Math::max);
      bytes += put.cell().value().length() + 2 * log.owner().length();
      raise(put.raises());
      stored.add(Outcome.STORED);
    }
    raise(write.last());
    return stored;
  }

  private List<Outcome> leaveOut(
      List<Put> puts, List<Place> added, int at, Outcome its, Set<LogId> barred) {
    added.forEach(cells::remove);
    List<Outcome> outcomes = new ArrayList<>(puts.size());
    for (int i = 0; i < puts.size(); i++) {
      outcomes.add(i == at ? its : Outcome.SKIPPED);
      barred.add(puts.get(i).cell().log());
    }
    return outcomes;
  }

  private Optional<Buffer> standing(LogId log, long seq) throws RocksDBException {
    Buffer pending = cells.get(new Place(log, seq));
    if (pending != null) {
      return Optional.of(pending);
    }
    if (seq > tails.of(log)) {
      return Optional.empty();
    }
    byte[] key = Keys.row(Keys.prefix(log), seq);
    return engine
        .use((db, families) -> Optional.ofNullable(db.get(families.rows(log.sort()), key)))
        .map(Buffer::buffer);
  }

  private void raise(List<Raise> raises) throws RocksDBException {
    for (Raise raise : raises) {
      if (raise.value() > value(raise.register())) {
        raised.put(raise.register(), raise.value());
        bytes += 64;
      }
    }
  }

  private long value(Register register) throws RocksDBException {
    Long pending = raised.get(register);
    return pending != null ? pending : registers.read(register);
  }

  /** Makes all of it durable, or fails and leaves what is known of the store as it was. */
  void commit() throws RocksDBException {
    engine.commit(this::fill);
    tails.committed(ends);
    registers.committed(raised);
  }

  private void fill(WriteBatch batch, Families families) throws RocksDBException {
    Map<LogId, byte[]> prefixes = new HashMap<>();
    for (Map.Entry<Place, Buffer> cell : cells.entrySet()) {
      LogId log = cell.getKey().log();
      byte[] prefix = prefixes.computeIfAbsent(log, Keys::prefix);
      batch.put(
          families.rows(log.sort()),
          Keys.row(prefix, cell.getKey().seq()),
          cell.getValue().getBytes());
    }
    Set<String> fanOuts = new HashSet<>();
    for (Map.Entry<Register, Long> one : raised.entrySet()) {
      Register register = one.getKey();
      batch.put(families.registers(), Keys.register(register), Keys.number(one.getValue()));
      if (register.kind() == Register.Kind.CHANNEL_HEAD
          || register.kind() == Register.Kind.FANNED_OUT) {
        fanOuts.add(register.owner());
      }
    }
    for (String channel : fanOuts) {
      mark(batch, families, channel);
    }
  }

  /** A channel is marked exactly while its head is beyond its fan-out; mostly both rise at once. */
  private void mark(WriteBatch batch, Families families, String channel) throws RocksDBException {
    Register head = new Register(Register.Kind.CHANNEL_HEAD, channel, "");
    Register fannedOut = new Register(Register.Kind.FANNED_OUT, channel, "");
    boolean before = registers.read(head) > registers.read(fannedOut);
    boolean after = value(head) > value(fannedOut);
    if (after && !before) {
      batch.put(families.unfinished(), Keys.unfinished(channel), new byte[0]);
    } else if (before && !after) {
      batch.delete(families.unfinished(), Keys.unfinished(channel));
    }
  }
}
