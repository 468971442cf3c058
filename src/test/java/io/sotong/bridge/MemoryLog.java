package io.sotong.bridge;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.protocol.Json;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** Mailboxes in memory, whose reads a test may hold back. Any thread. */
final class MemoryLog implements Log {
  private final Map<LogId, TreeMap<Long, Buffer>> logs = new HashMap<>();
  private final Map<Register, Long> registers = new HashMap<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean holding;
  private int reads;

  /** The fields of the entry that {@link #put} puts at {@code seq}. */
  static JsonBytes fields(long seq, int padding) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "test");
          json.writeStringField("text", "entry " + seq + " 소통 \"\\\u0001" + "x".repeat(padding));
        });
  }

  /** Puts the next entry into a mailbox and raises its head; returns its seq. */
  synchronized long put(UserId user, int padding) {
    TreeMap<Long, Buffer> log = logs.computeIfAbsent(LogId.mailbox(user), id -> new TreeMap<>());
    Register head = Register.mailboxHead(user);
    long seq = registers.getOrDefault(head, 0L) + 1;
    log.put(seq, new Entry.OfNotice("n" + seq, fields(seq, padding)).encode());
    registers.put(head, seq);
    return seq;
  }

  /** Lets entries up to {@code seq} expire. */
  synchronized void expire(UserId user, long seq) {
    logs.computeIfAbsent(LogId.mailbox(user), id -> new TreeMap<>()).headMap(seq, true).clear();
  }

  synchronized long value(Register register) {
    return registers.getOrDefault(register, 0L);
  }

  /** From now on reads of logs are answered one by one, by {@link #answerOne}. */
  synchronized void hold() {
    holding = true;
  }

  synchronized int waiting() {
    return held.size();
  }

  synchronized int reads() {
    return reads;
  }

  /** Answers the oldest read that is held back with what stands there now. */
  void answerOne() {
    Runnable next;
    synchronized (this) {
      next = held.remove();
    }
    next.run();
  }

  /** Fails the oldest read that is held back. */
  void failOne() {
    synchronized (this) {
      failing = true;
    }
    answerOne();
  }

  private boolean failing;

  @Override
  public synchronized List<Written> write(List<Write> writes) {
    List<Written> done = new ArrayList<>();
    for (Write write : writes) {
      write.last().forEach(raise -> registers.merge(raise.register(), raise.value(), Math::max));
      done.add(
          new Written(Future.succeededFuture(Outcome.STORED), Future.succeededFuture(List.of())));
    }
    return done;
  }

  @Override
  public synchronized Future<List<List<Cell>>> read(List<Range> ranges) {
    reads++;
    if (!holding) {
      return Future.succeededFuture(ranges.stream().map(this::rows).toList());
    }
    Promise<List<List<Cell>>> later = Promise.promise();
    held.add(
        () -> {
          boolean fail;
          List<List<Cell>> rows;
          synchronized (this) {
            fail = failing;
            failing = false;
            rows = ranges.stream().map(this::rows).toList();
          }
          if (fail) {
            later.fail(new ChatException(ErrorCode.UNAVAILABLE, "the store is away"));
          } else {
            later.complete(rows);
          }
        });
    return later.future();
  }

  private List<Cell> rows(Range range) {
    return logs
        .getOrDefault(range.log(), new TreeMap<>())
        .tailMap(range.after(), false)
        .entrySet()
        .stream()
        .limit(range.limit())
        .map(row -> new Cell(range.log(), row.getKey(), row.getValue()))
        .toList();
  }

  @Override
  public synchronized Future<long[]> get(List<Register> asked) {
    return Future.succeededFuture(
        asked.stream().mapToLong(each -> registers.getOrDefault(each, 0L)).toArray());
  }

  @Override
  public Future<List<ChannelId>> unfinished(int slot, int limit) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public boolean atomic() {
    return true;
  }
}
