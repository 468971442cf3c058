package io.sotong.store.cassandra;

import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChatException;
import io.sotong.store.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The writes of one call, each answered for itself on the context of the caller. */
final class WriteCall extends Patience.Waiting {
  private final List<Write> writes;
  private final List<Answer> answers;
  private final Asker asker = new Asker();

  WriteCall(List<Write> writes) {
    this.writes = writes;
    answers = new ArrayList<>(writes.size());
    for (Write write : writes) {
      answers.add(new Answer(write.gate().isPresent(), Promise.promise(), Promise.promise()));
    }
  }

  private record Answer(boolean gated, Promise<Outcome> gate, Promise<List<Outcome>> puts) {
    Written written() {
      return new Written(
          gated ? gate.future() : Future.succeededFuture(Outcome.STORED), puts.future());
    }
  }

  /** What the caller is given. */
  List<Written> written() {
    return answers.stream().map(Answer::written).toList();
  }

  /** Puts and raises, as the waiting room counts. */
  int size() {
    int size = 0;
    for (Write write : writes) {
      size += 1 + write.puts().size();
    }
    return size;
  }

  /** Bytes of all cells. */
  long bytes() {
    long bytes = 0;
    for (Write write : writes) {
      for (Put put : write.all()) {
        bytes += put.cell().value().length();
      }
    }
    return bytes;
  }

  /**
   * Carries out the writes, on the store's context.
   *
   * @param lanes takes what may be tried
   * @return completes when nothing of it is under way any more
   */
  Future<Void> run(Consumer<Lane.Item> lanes, Raises raises) {
    Map<LogId, Chain> chains = new HashMap<>();
    Function<LogId, Chain> chain = log -> chains.computeIfAbsent(log, id -> new Chain(this, lanes));
    List<Future<?>> ends = new ArrayList<>(writes.size());
    for (int i = 0; i < writes.size(); i++) {
      ends.add(run(writes.get(i), answers.get(i), chain, raises));
    }
    return Future.join(ends).transform(done -> Future.succeededFuture());
  }

  private Future<List<Outcome>> run(
      Write write, Answer answer, Function<LogId, Chain> chain, Raises raises) {
    Future<Outcome> open = Future.succeededFuture(Outcome.STORED);
    Future<Outcome> gate =
        write.gate().map(put -> chain.apply(put.cell().log()).add(put, open)).orElse(open);
    gate.onComplete(known -> asker.tell(answer.gate(), known));
    List<Future<Outcome>> puts = new ArrayList<>(write.puts().size());
    for (Put put : write.puts()) {
      puts.add(chain.apply(put.cell().log()).add(put, gate));
    }
    return Future.join(puts)
        .compose(done -> gate)
        .compose(opened -> last(write, opened, puts, raises))
        .onComplete(known -> asker.tell(answer.puts(), known));
  }

  private Future<List<Outcome>> last(
      Write write, Outcome gate, List<Future<Outcome>> puts, Raises raises) {
    List<Outcome> outcomes = puts.stream().map(Future::result).toList();
    boolean whole =
        gate instanceof Outcome.Stored
            && outcomes.stream().allMatch(Outcome.Stored.class::isInstance);
    if (!whole || isOver() || write.last().isEmpty()) {
      return Future.succeededFuture(outcomes);
    }
    Map<Register, Long> values = Registers.highest(write.last());
    return raises.raise(values, raises.marked(values)).map(outcomes);
  }

  /** Fails whatever is not answered yet; it may be stored all the same. */
  void fail(ChatException cause) {
    for (Answer answer : answers) {
      asker.tell(answer.gate(), Future.failedFuture(cause));
      asker.tell(answer.puts(), Future.failedFuture(cause));
    }
  }

  @Override
  protected void giveUp() {
    fail(Traffic.unavailable("the store does not answer"));
  }
}
