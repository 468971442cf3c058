package io.sotong.channel;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A log in memory for tests of readers; it counts how often it is asked. */
public final class MemoryLog implements Log {
  private final Map<LogId, NavigableMap<Long, Buffer>> logs = new HashMap<>();
  private final Map<Register, Long> registers = new HashMap<>();
  public int gets;
  public int reads;
  public int rowsRead;

  /** Appends a message as a router does, and raises the head. */
  public synchronized long say(ChannelId channel, UserId sender, String body, long atMs) {
    long seq = rows(LogId.channel(channel)).size() + 1L;
    Cell cell =
        new Cell(
            LogId.channel(channel),
            seq,
            new MessageRow(sender, "r" + seq, atMs, List.of(), body).encode());
    put(new Put(cell, List.of(new Raise(Register.channelHead(channel), seq))));
    return seq;
  }

  public synchronized void raise(Register register, long value) {
    registers.merge(register, value, Math::max);
  }

  public synchronized long value(Register register) {
    return registers.getOrDefault(register, 0L);
  }

  @Override
  public synchronized List<Written> write(List<Write> writes) {
    return writes.stream().map(this::write).toList();
  }

  private Written write(Write write) {
    Outcome gate = write.gate().map(this::put).orElse(Outcome.STORED);
    boolean whole = gate.equals(Outcome.STORED);
    List<Outcome> puts = new ArrayList<>();
    for (Put put : write.puts()) {
      Outcome outcome = whole ? put(put) : Outcome.SKIPPED;
      whole &= outcome.equals(Outcome.STORED);
      puts.add(outcome);
    }
    if (whole) {
      write.last().forEach(raise -> raise(raise.register(), raise.value()));
    }
    return new Written(Future.succeededFuture(gate), Future.succeededFuture(puts));
  }

  /** Lets the rows up to {@code floor} expire. */
  public synchronized void expire(LogId log, long floor) {
    rows(log).headMap(floor, true).clear();
  }

  private Outcome put(Put put) {
    Buffer before = rows(put.cell().log()).putIfAbsent(put.cell().seq(), put.cell().value());
    if (before != null) {
      return new Outcome.Taken(before);
    }
    put.raises().forEach(raise -> raise(raise.register(), raise.value()));
    return Outcome.STORED;
  }

  @Override
  public synchronized Future<List<List<Cell>>> read(List<Range> ranges) {
    reads++;
    return Future.succeededFuture(ranges.stream().map(this::read).toList());
  }

  private List<Cell> read(Range range) {
    List<Cell> cells =
        rows(range.log()).tailMap(range.after(), false).entrySet().stream()
            .limit(range.limit())
            .map(row -> new Cell(range.log(), row.getKey(), row.getValue()))
            .toList();
    rowsRead += cells.size();
    return cells;
  }

  @Override
  public synchronized Future<long[]> get(List<Register> names) {
    gets++;
    return Future.succeededFuture(names.stream().mapToLong(this::value).toArray());
  }

  @Override
  public Future<List<ChannelId>> unfinished(int slot, int limit) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public boolean atomic() {
    return false;
  }

  private NavigableMap<Long, Buffer> rows(LogId log) {
    return logs.computeIfAbsent(log, id -> new TreeMap<>());
  }
}
