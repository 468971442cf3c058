package io.sotong.routing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Lets so many things be under way at once; others wait for their turn. Not thread-safe. */
final class AtOnce {
  private final int most;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int underWay;

  AtOnce(int most) {
    this.most = most;
  }

  /** Begins {@code work} now or when it is its turn, and tells what came of it. */
  <T> Future<T> run(Supplier<Future<T>> work) {
    Promise<T> told = Promise.promise();
    waiting.add(
        () ->
            Future.<T>future(begun -> work.get().onComplete(begun))
                .onComplete(
                    done -> {
                      underWay--;
                      next();
                    })
                .onComplete(told));
    next();
    return told.future();
  }

  private void next() {
    while (underWay < most && !waiting.isEmpty()) {
      underWay++;
      waiting.remove().run();
    }
  }
}
