package io.sotong.simulation;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is durably stored; survives everything. Routers reach it through a {@link SimulatedPort}.
 */
final class SimulatedLog {
  private final Random random;
  private final Mutant mutant;
  private final Map<LogId, TreeMap<Long, Buffer>> logs = new HashMap<>();
  private final Map<Register, Long> registers = new HashMap<>();
  private final List<Write> late = new ArrayList<>();
  private double faults = 1;

  SimulatedLog(Random random, Mutant mutant) {
    this.random = random;
    this.mutant = mutant;
  }

  /**
   * What a put comes to: whether it is applied now, later or never, and whether that is answered.
   */
  enum Fate {
    APPLIED,
    ANSWER_LOST,
    LATE,
    NEVER
  }

  Fate fate() {
    double dice = random.nextDouble();
    if (dice < .04 * faults) {
      return Fate.NEVER;
    }
    if (dice < .06 * faults) {
      return Fate.LATE;
    }
    return dice < .08 * faults ? Fate.ANSWER_LOST : Fate.APPLIED;
  }

  /** Whether a put goes with the one before it, all or nothing. */
  boolean sharesStatement() {
    return random.nextInt(4) > 0;
  }

  /** From now on the store is well; what is late never comes. */
  void calm() {
    faults = 0;
    late.clear();
  }

  void willBeLate(Write write) {
    late.add(write);
  }

  /** Before any operation, something that counted as failed long ago may still take effect. */
  void settle() {
    if (!late.isEmpty() && random.nextInt(4) == 0) {
      Write write = late.remove(random.nextInt(late.size()));
      if (write.all().stream().noneMatch(put -> existing(put.cell()).isPresent())) {
        write.all().forEach(this::apply);
        write.last().forEach(this::raise);
      }
    }
  }

  Optional<Buffer> existing(Cell cell) {
    if (mutant == Mutant.OVERWRITE) {
      return Optional.empty();
    }
    @Nullable Buffer value = log(cell.log()).get(cell.seq());
    return Optional.ofNullable(value);
  }

  void apply(Put put) {
    if (existing(put.cell()).isEmpty()) {
      log(put.cell().log()).put(put.cell().seq(), put.cell().value());
      put.raises().forEach(this::raise);
    }
  }

  void raise(Raise raise) {
    registers.merge(raise.register(), raise.value(), Math::max);
  }

  long value(Register register) {
    return registers.getOrDefault(register, 0L);
  }

  List<Cell> read(Range range) {
    List<Cell> rows = new ArrayList<>();
    long previous = -1;
    for (Map.Entry<Long, Buffer> row : log(range.log()).tailMap(range.after(), false).entrySet()) {
      if (previous >= 0 && row.getKey() != previous + 1 || rows.size() == range.limit()) {
        break;
      }
      previous = row.getKey();
      rows.add(new Cell(range.log(), previous, row.getValue()));
    }
    return rows;
  }

  NavigableMap<Long, Buffer> log(LogId id) {
    return logs.computeIfAbsent(id, log -> new TreeMap<>());
  }

  /** Lets the rows up to {@code floor} expire. */
  void expire(LogId id, long floor) {
    log(id).headMap(floor, true).clear();
  }
}
