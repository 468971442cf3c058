package io.sotong.mailbox;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Write;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Entries on their way into one mailbox, less those that turn out to stand there. They are tried at
 * the places after the last that was seen, all in one write; if that fails or is lost to another
 * writer, what stands there by then is read first. Not thread-safe.
 */
final class Insertion {
  /** Rows asked for at once. */
  private static final int PAGE = 512;

  /** Other writers may win so often before the mailbox counts as too busy. */
  private static final int MAX_TAKEN = 100;

  /** So many unanswered tries, each up to 3 s, before the store counts as gone. */
  private static final int MAX_AMBIGUOUS = 3;

  private final Log log;
  private final LogId mailbox;
  private final UserId user;
  private final long head;
  private final List<Copy> copies;
  private final long[] places;
  private final List<Raise> beyondHead = new ArrayList<>();
  private long end;
  private int next;
  private int taken;
  private int ambiguous;

  Insertion(Log log, UserId user, long head, List<Copy> copies) {
    this.log = log;
    this.mailbox = LogId.mailbox(user);
    this.user = user;
    this.head = head;
    this.copies = copies;
    this.places = new long[copies.size()];
    this.end = head;
  }

  /** Puts what is left behind what was seen; answers where each stands, 0 if that is not known. */
  Future<long[]> put() {
    if (next == copies.size()) {
      return finish();
    }
    List<Put> puts = new ArrayList<>(copies.size() - next);
    for (int i = next; i < copies.size(); i++) {
      long place = end + 1 + i - next;
      puts.add(new Put(new Cell(mailbox, place, copies.get(i).cell()), raises(i, place)));
    }
    return log.write(List.of(new Write(Optional.empty(), puts, List.of())))
        .get(0)
        .puts()
        .transform(this::settle);
  }

  /** The first of the write brings what rows of others beyond the head ask for. */
  private List<Raise> raises(int index, long place) {
    List<Raise> its = copies.get(index).entry().raises(user, place);
    if (index > next || beyondHead.isEmpty()) {
      return its;
    }
    List<Raise> all = new ArrayList<>(beyondHead);
    all.addAll(its);
    return all;
  }

  private Future<long[]> settle(AsyncResult<List<Outcome>> answer) {
    if (answer.succeeded() && answer.result().stream().allMatch(Outcome.Stored.class::isInstance)) {
      for (int i = next; i < places.length; i++) {
        places[i] = end + 1 + i - next;
      }
      return Future.succeededFuture(places);
    }
    if (answer.failed() && ++ambiguous >= MAX_AMBIGUOUS) {
      return Future.failedFuture(answer.cause());
    }
    if (answer.succeeded() && ++taken >= MAX_TAKEN) {
      return Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "too busy", 1_000));
    }
    return readOn(end);
  }

  /** Reads what follows {@code after}, then puts what was not found there. */
  Future<long[]> readOn(long after) {
    return log.read(List.of(new Range(mailbox, after, PAGE)))
        .compose(
            ranges -> {
              List<Cell> rows = ranges.get(0);
              rows.forEach(this::saw);
              return rows.size() == PAGE ? readOn(rows.get(PAGE - 1).seq()) : put();
            });
  }

  private void saw(Cell row) {
    Entry found = Entry.decode(row.value());
    while (next < copies.size() && found.follows(copies.get(next).entry())) {
      places[next] = Entry.same(found, copies.get(next).entry()) ? row.seq() : 0;
      next++;
    }
    if (row.seq() > head) {
      beyondHead.addAll(found.raises(user, row.seq()));
    }
    end = Math.max(end, row.seq());
  }

  /** Whoever wrote what was found may have died before he raised anything. */
  private Future<long[]> finish() {
    return beyondHead.isEmpty()
        ? Future.succeededFuture(places)
        : log.raise(beyondHead).map(places);
  }
}
