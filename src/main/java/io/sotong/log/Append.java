package io.sotong.log;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Appends to a log, exactly once, whoever else appends and whatever dies: no owner, no lease, no
 * clock.
 *
 * <p>The laws, each of which the simulation proves necessary by leaving it out:
 *
 * <ul>
 *   <li>Rows after {@code base} are read first: among them an earlier try of ours would stand.
 *   <li>A place {@code n} is tried only if {@code n - 1} was seen, or is at most {@code head}; and
 *       never if it is at most {@code head}, for rows may have expired.
 *   <li>On <em>taken</em>: ours, or go on behind it. On <em>ambiguous</em>: read again, same {@code
 *       n}.
 *   <li>Registers are raised also when our row is found: whoever wrote it may have died before.
 * </ul>
 */
public final class Append {
  /** Rows asked for at once. */
  static final int PAGE = 512;

  /** Other writers may win so often before the log counts as too busy. */
  static final int MAX_TAKEN = 100;

  /** So many unanswered tries, each up to 3 s, before the store counts as gone. */
  static final int MAX_AMBIGUOUS = 3;

  private final Log log;

  public Append(Log log) {
    this.log = log;
  }

  /**
   * Where an entry stands.
   *
   * @param isNew false if it stood there before
   */
  public record Appended(long seq, boolean isNew) {}

  /**
   * What to append, and how to recognise it.
   *
   * @param base where an earlier try of ours cannot stand: at or before it; at most {@code head}
   * @param head a lower bound of the log's tail, from its register
   * @param isMine whether a row is this very entry
   * @param putAt the put for a place
   */
  public record Entry(
      LogId log, long base, long head, Predicate<Buffer> isMine, LongFunction<Put> putAt) {}

  /** Appends; fails with {@code unavailable}, and then the entry may stand there all the same. */
  public Future<Appended> append(Entry entry) {
    return readOn(entry, entry.base(), entry.head(), 0, 0);
  }

  private Future<Appended> readOn(Entry entry, long after, long tail, int taken, int ambiguous) {
    return log.read(List.of(new Range(entry.log(), after, PAGE)))
        .compose(
            ranges -> {
              List<Cell> rows = ranges.get(0);
              for (Cell row : rows) {
                if (entry.isMine().test(row.value())) {
                  return found(entry, row.seq());
                }
              }
              long seen = rows.isEmpty() ? after : rows.get(rows.size() - 1).seq();
              long end = Math.max(tail, seen);
              return rows.size() == PAGE
                  ? readOn(entry, seen, end, taken, ambiguous)
                  : put(entry, end + 1, taken, ambiguous);
            });
  }

  private Future<Appended> put(Entry entry, long seq, int taken, int ambiguous) {
    return log.write(List.of(Write.of(entry.putAt().apply(seq))))
        .get(0)
        .gate()
        .transform(
            answer -> {
              if (answer.failed()) {
                return ambiguous + 1 >= MAX_AMBIGUOUS
                    ? Future.failedFuture(answer.cause())
                    : readOn(entry, seq - 1, seq - 1, taken, ambiguous + 1);
              }
              if (answer.result() instanceof Outcome.Taken other) {
                return lost(entry, seq, other, taken, ambiguous);
              }
              return Future.succeededFuture(new Appended(seq, true));
            });
  }

  private Future<Appended> lost(
      Entry entry, long seq, Outcome.Taken other, int taken, int ambiguous) {
    if (entry.isMine().test(other.existing())) {
      return found(entry, seq);
    }
    if (taken + 1 >= MAX_TAKEN) {
      return Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "too busy", 1_000));
    }
    return readOn(entry, seq, seq, taken + 1, ambiguous);
  }

  private Future<Appended> found(Entry entry, long seq) {
    Write raises = Write.of(entry.putAt().apply(seq).raises());
    return log.write(List.of(raises)).get(0).puts().map(done -> new Appended(seq, false));
  }
}
