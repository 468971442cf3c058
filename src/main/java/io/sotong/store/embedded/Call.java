package io.sotong.store.embedded;

import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChatException;
import io.sotong.store.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The writes of one call on their way to the disk. All but the answers belongs to the one thread
 * that writes.
 */
final class Call extends Patience.Waiting {
  private final List<Write> writes;
  private final List<Answer> answers;
  private final @Nullable Context asker = Vertx.currentContext();
  private final Consumer<Call> onGivenUp;
  private final Set<LogId> barred = new HashSet<>();
  private final long bytes;
  private int next;
  private boolean released;

  Call(List<Write> writes, Consumer<Call> onGivenUp) {
    this.writes = writes;
    this.onGivenUp = onGivenUp;
    answers = new ArrayList<>(writes.size());
    long sum = 0;
    for (Write write : writes) {
      answers.add(new Answer(write.gate().isPresent(), Promise.promise(), Promise.promise()));
      sum += write.gate().map(gate -> gate.cell().value().length()).orElse(0);
      for (Put put : write.puts()) {
        sum += put.cell().value().length();
      }
    }
    bytes = sum;
  }

  /** Several may be told at once, and after that nothing is told again. */
  private record Answer(boolean gated, Promise<Outcome> gate, Promise<List<Outcome>> puts) {
    Written written() {
      return new Written(
          gated ? gate.future() : Future.succeededFuture(Outcome.STORED), puts.future());
    }

    void succeed(List<Outcome> outcomes) {
      if (gated) {
        gate.tryComplete(outcomes.get(0));
        puts.tryComplete(outcomes.subList(1, outcomes.size()));
      } else {
        puts.tryComplete(outcomes);
      }
    }

    void fail(ChatException cause) {
      gate.tryFail(cause);
      puts.tryFail(cause);
    }
  }

  int writes() {
    return writes.size();
  }

  long bytes() {
    return bytes;
  }

  List<Written> written() {
    return answers.stream().map(Answer::written).toList();
  }

  /** Every write is in a batch. */
  boolean isUsedUp() {
    return next == writes.size();
  }

  /** Whether this is the first time. */
  boolean release() {
    boolean first = !released;
    released = true;
    return first;
  }

  /** Puts the next write into a batch; the answer is to be told once that is committed. */
  Told judgeNext(Batch batch) throws RocksDBException {
    int index = next++;
    List<Outcome> outcomes = batch.judge(writes.get(index), barred);
    return new Told(this, index, outcomes);
  }

  /** The fate of one write, if the batch it is in is committed. */
  record Told(Call call, int index, List<Outcome> outcomes) {
    void succeed(Answers told) {
      told.add(call.asker, () -> call.answers.get(index).succeed(outcomes));
    }

    boolean isLast() {
      return index == call.writes.size() - 1;
    }
  }

  /** Fails whatever of it is not answered yet; what was in a batch may be stored all the same. */
  void fail(Answers told, ChatException cause) {
    told.add(asker, () -> answers.forEach(answer -> answer.fail(cause)));
  }

  @Override
  protected void giveUp() {
    onGivenUp.accept(this);
  }
}
