package io.sotong.store.cassandra;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads ranges, bucket after bucket, up to the first gap.
 *
 * <p>Only a mailbox may begin with a gap, where rows have expired. That is known for certain: the
 * head is raised only after its row is stored, so a place at or before the head that is empty once
 * the head was read has expired. Rows expire in about the order in which they were written, so the
 * first bucket that lives is found by halving, not by looking at every empty one. Belongs to one
 * context.
 */
final class Rows {
  private final Cells cells;
  private final Registers registers;
  private final Shared<Range, List<Cell>> shared;

  Rows(Context context, Cells cells, Registers registers) {
    shared = new Shared<>(context, this::readNow);
    this.cells = cells;
    this.registers = registers;
  }

  /** The rows of a range; equal ranges asked for at the same time are read once. */
  Future<List<Cell>> read(Range range) {
    return shared.get(range);
  }

  private Future<List<Cell>> readNow(Range range) {
    return first(range)
        .compose(
            rows -> {
              if (startsAtOnce(range, rows)) {
                return readOn(range, rows);
              }
              return range.log().sort() == LogId.Sort.CHANNEL
                  ? Future.succeededFuture(List.of())
                  : beyondExpired(range);
            });
  }

  private Future<List<Cell>> first(Range range) {
    LogId log = range.log();
    return cells.rows(log, log.sort().bucket(range.after() + 1), range.after(), range.limit());
  }

  private static boolean startsAtOnce(Range range, List<Cell> rows) {
    return !rows.isEmpty() && rows.get(0).seq() == range.after() + 1;
  }

  /** Goes on in the next buckets as long as there is no gap and the limit is not reached. */
  private Future<List<Cell>> readOn(Range range, List<Cell> rows) {
    List<Cell> found = new ArrayList<>(rows.size());
    return add(range, found, rows);
  }

  private Future<List<Cell>> add(Range range, List<Cell> found, List<Cell> rows) {
    for (Cell row : rows) {
      if (!found.isEmpty() && row.seq() != found.get(found.size() - 1).seq() + 1) {
        return Future.succeededFuture(found);
      }
      found.add(row);
    }
    LogId log = range.log();
    long last = found.get(found.size() - 1).seq();
    long bucket = log.sort().bucket(last + 1);
    if (found.size() == range.limit() || bucket == log.sort().bucket(last) || rows.isEmpty()) {
      return Future.succeededFuture(found);
    }
    return cells
        .rows(log, bucket, last, range.limit() - found.size())
        .compose(more -> add(range, found, more));
  }

  /** The row after the cursor is not there: nothing follows yet, or what followed has expired. */
  private Future<List<Cell>> beyondExpired(Range range) {
    Register head = new Register(Register.Kind.MAILBOX_HEAD, range.log().owner(), "");
    return registers
        .get(List.of(head))
        .compose(
            heads ->
                range.after() >= heads[0]
                    ? Future.succeededFuture(List.of())
                    : first(range).compose(rows -> firstThatLives(range, rows, heads[0])));
  }

  private Future<List<Cell>> firstThatLives(Range range, List<Cell> rows, long head) {
    if (!rows.isEmpty()) {
      return readOn(range, rows);
    }
    LogId log = range.log();
    long from = log.sort().bucket(range.after() + 1) + 1;
    return firstBucket(log, from, log.sort().bucket(head) + 1)
        .compose(bucket -> cells.rows(log, bucket, range.after(), range.limit()))
        .compose(
            living -> living.isEmpty() ? Future.succeededFuture(List.of()) : readOn(range, living));
  }

  /** The first bucket from {@code from} on that has rows; {@code beyond} if none before it has. */
  private Future<Long> firstBucket(LogId log, long from, long beyond) {
    if (from >= beyond) {
      return Future.succeededFuture(beyond);
    }
    long middle = from + (beyond - from) / 2;
    return cells
        .lives(log, middle)
        .compose(
            lives -> lives ? firstBucket(log, from, middle) : firstBucket(log, middle + 1, beyond));
  }
}
