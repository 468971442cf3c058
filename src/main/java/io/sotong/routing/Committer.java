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
 * Stores messages together with their copies where the store can keep a write whole; where it cannot,
 * stores the message alone and leaves the copies to {@link FanOutDriver}.
 *
 * <p>With a store that can, one call is under way at a time and whatever comes meanwhile goes with the
 * next: so no place in a mailbox is guessed that depends on a write whose fate is unknown, and all that
 * wait share one sync. No earlier copy of a new message need be looked for: its own cell is stored in
 * the same write, so no other router can have known it. Not thread-safe.
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

  private record Waiting(Copies copies, Promise<Committed> answer) {}

  private record Planned(Waiting waiting, FanOut fanOut) {}

  /**
   * Tries once. The answer never fails: what is not known to be stored is told as not stored, and must
   * be tried again the careful way.
   */
  Future<Committed> commit(Copies copies) {
    if (!log.atomic() && copies.gate().isPresent()) {
      return gateAlone(copies);
    }
    Waiting added = new Waiting(copies, Promise.promise());
    waiting.add(added);
    if (!underWay) {
      next();
    }
    return added.answer().future();
  }

  private Future<Committed> gateAlone(Copies copies) {
    return log.write(List.of(Write.of(copies.gate().orElseThrow())))
        .get(0)
        .gate()
        .map(outcome -> new Committed(outcome instanceof Outcome.Stored, false))
        .otherwise(Committed.NOTHING);
  }

  private void next() {
    List<Waiting> together = new ArrayList<>(Math.min(waiting.size(), MAX_TOGETHER));
    Set<UserId> recipients = new LinkedHashSet<>();
    while (!waiting.isEmpty() && together.size() < MAX_TOGETHER) {
      Waiting one = waiting.remove();
      together.add(one);
      recipients.addAll(one.copies().recipients());
    }
    if (together.isEmpty()) {
      underWay = false;
      return;
    }
    underWay = true;
    tails
        .learn(recipients)
        .onSuccess(learnt -> write(together))
        .onFailure(
            cause -> {
              together.forEach(one -> one.answer().complete(Committed.NOTHING));
              next();
            });
  }

  private void write(List<Waiting> together) {
    List<Planned> planned = new ArrayList<>(together.size());
    List<Write> writes = new ArrayList<>(together.size());
    for (Waiting one : together) {
      Copies copies = one.copies();
      FanOut fanOut = FanOut.of(copies.entry(), copies.recipients(), tails::take);
      planned.add(new Planned(one, fanOut));
      writes.add(new Write(copies.gate(), fanOut.puts(), copies.last()));
    }
    List<Written> written = log.write(writes);
    List<Future<Void>> ends = new ArrayList<>(written.size());
    for (int i = 0; i < written.size(); i++) {
      ends.add(settle(planned.get(i), written.get(i)));
    }
    Future.join(ends).onComplete(done -> next());
  }

  private Future<Void> settle(Planned planned, Written written) {
    Waiting waiting = planned.waiting();
    return written
        .puts()
        .compose(puts -> written.gate().map(gate -> outcome(gate, puts)))
        .otherwise(Committed.NOTHING)
        .map(
            committed -> {
              if (committed.copies()) {
                hints.hint(planned.fanOut().places(), waiting.copies().fields());
              } else {
                tails.forget(waiting.copies().recipients());
              }
              waiting.answer().complete(committed);
              return null;
            });
  }

  private static Committed outcome(Outcome gate, List<Outcome> puts) {
    boolean stored = gate instanceof Outcome.Stored;
    return new Committed(stored, stored && puts.stream().allMatch(Outcome.Stored.class::isInstance));
  }
}
