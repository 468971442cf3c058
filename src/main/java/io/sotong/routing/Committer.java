package io.sotong.routing;

import io.sotong.log.Log;
import io.sotong.log.Outcome;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Stores messages together with their copies where the store can keep a write whole; where it
 * cannot, stores the message alone and leaves the copies to {@link FanOutDriver}.
 *
 * <p>With a store that can, one call is under way at a time and whatever comes meanwhile goes with
 * the next: so no place in a mailbox is guessed that depends on a write whose fate is unknown, and
 * all that wait share one sync. No earlier copy of a new message need be looked for: its own cell
 * is stored in the same write, so no other router can have known it. Not thread-safe.
 */
final class Committer {
  /** Messages in one call. */
  private static final int MAX_TOGETHER = 1_024;

  private final Log log;
  private final Hints hints;
  private final MailboxTails tails;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean underWay;

  Committer(Log log, Hints hints, MailboxTails tails) {
    this.log = log;
    this.hints = hints;
    this.tails = tails;
  }

  /** What became of it: whether the gate, and whether every copy too, is stored. */
  record Committed(boolean gate, boolean copies) {
    static final Committed NOTHING = new Committed(false, false);
  }

  /** What one call to {@link #commit} brought: it is never torn apart. */
  private record Waiting(List<Copies> batch, Promise<List<Committed>> answer) {}

  /**
   * Tries each once, in this order: after one of a channel that was not stored none of the same
   * channel is. The answer never fails: what is not known to be stored is told as not stored, and
   * must be tried again the careful way.
   */
  Future<List<Committed>> commit(List<Copies> batch) {
    if (batch.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    if (!log.atomic() && batch.get(0).gate().isPresent()) {
      return gatesAlone(batch);
    }
    Waiting added = new Waiting(batch, Promise.promise());
    waiting.add(added);
    if (!underWay) {
      next();
    }
    return added.answer().future();
  }

  private Future<List<Committed>> gatesAlone(List<Copies> batch) {
    List<Write> gates =
        batch.stream().map(copies -> Write.of(copies.gate().orElseThrow())).toList();
    List<Future<Committed>> fates = new ArrayList<>(batch.size());
    for (Written written : log.write(gates)) {
      fates.add(
          written
              .gate()
              .map(outcome -> new Committed(outcome instanceof Outcome.Stored, false))
              .otherwise(Committed.NOTHING));
    }
    return results(fates);
  }

  private static Future<List<Committed>> results(List<Future<Committed>> fates) {
    return Future.join(fates).map(done -> fates.stream().map(Future::result).toList());
  }

  private void next() {
    List<Waiting> together = new ArrayList<>();
    Set<UserId> recipients = new LinkedHashSet<>();
    int messages = 0;
    while (!waiting.isEmpty() && messages < MAX_TOGETHER) {
      Waiting one = waiting.remove();
      together.add(one);
      messages += one.batch().size();
      one.batch().forEach(copies -> recipients.addAll(copies.recipients()));
    }
    underWay = !together.isEmpty();
    if (!underWay) {
      return;
    }
    tails
        .learn(recipients)
        .compose(learnt -> write(together))
        .onFailure(
            cause -> {
              tails.forget(recipients); // some may count as taken where nothing was tried
              together.forEach(Committer::tellNothing);
            })
        .onComplete(done -> next());
  }

  private static void tellNothing(Waiting waiting) {
    waiting.answer().tryComplete(waiting.batch().stream().map(c -> Committed.NOTHING).toList());
  }

  private Future<Void> write(List<Waiting> together) {
    List<FanOut> fanOuts = new ArrayList<>();
    List<Write> writes = new ArrayList<>();
    for (Waiting one : together) {
      for (Copies copies : one.batch()) {
        FanOut fanOut = FanOut.of(copies.entry(), copies.recipients(), tails::take);
        fanOuts.add(fanOut);
        writes.add(new Write(copies.gate(), fanOut.puts(), copies.last()));
      }
    }
    List<Written> written = log.write(writes);
    List<Future<?>> ends = new ArrayList<>();
    int next = 0;
    for (Waiting one : together) {
      List<Future<Committed>> fates = new ArrayList<>(one.batch().size());
      for (Copies copies : one.batch()) {
        fates.add(settle(copies, fanOuts.get(next), written.get(next)));
        next++;
      }
      ends.add(results(fates).onComplete(one.answer()));
    }
    return Future.join(ends).mapEmpty();
  }

  private Future<Committed> settle(Copies copies, FanOut fanOut, Written written) {
    return written
        .puts()
        .compose(puts -> written.gate().map(gate -> outcome(gate, puts)))
        .otherwise(Committed.NOTHING)
        .map(
            committed -> {
              if (committed.copies()) {
                hints.hint(fanOut.places(), copies.fields());
              } else {
                tails.forget(copies.recipients());
              }
              return committed;
            });
  }

  private static Committed outcome(Outcome gate, List<Outcome> puts) {
    boolean stored = gate instanceof Outcome.Stored;
    return new Committed(
        stored, stored && puts.stream().allMatch(Outcome.Stored.class::isInstance));
  }
}
