package io.sotong.store.cassandra;

import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.store.Patience;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The puts of one call to one log. They go to the log's lane in the order given, each once its gate
 * is open and those before it have gone; after one that was not stored none is tried. Belongs to
 * one context.
 */
final class Chain {
  private final Patience.Waiting call;
  private final Consumer<Lane.Item> lane;
  private final Queue<Pending> pending = new ArrayDeque<>();
  private boolean barred;

  /**
   * Makes one without puts.
   *
   * @param call when nobody waits for it any more, nothing more is tried
   * @param lane takes what may be tried
   */
  Chain(Patience.Waiting call, Consumer<Lane.Item> lane) {
    this.call = call;
    this.lane = lane;
  }

  private record Pending(Put put, Future<Outcome> gate, Promise<Outcome> fate) {}

  /** Adds a put, and tells its fate; fails if it is not known whether it was stored. */
  Future<Outcome> add(Put put, Future<Outcome> gate) {
    Pending added = new Pending(put, gate, Promise.promise());
    pending.add(added);
    gate.onComplete(known -> advance());
    return added.fate().future();
  }

  private void advance() {
    while (!pending.isEmpty() && pending.element().gate().isComplete()) {
      Pending one = pending.remove();
      if (one.gate().succeeded() && one.gate().result() instanceof Outcome.Stored) {
        lane.accept(new Lane.Item(one.put(), this, one.fate()));
      } else {
        bar();
        one.fate().complete(Outcome.SKIPPED);
      }
    }
  }

  /** One of them was not stored. */
  void bar() {
    barred = true;
  }

  boolean isBarred() {
    return barred || call.isOver();
  }
}
