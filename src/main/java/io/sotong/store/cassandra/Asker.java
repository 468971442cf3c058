package io.sotong.store.cassandra;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Who made a call: is told on the context from which he made it. Any thread. */
final class Asker {
  private final @Nullable Context context = Vertx.currentContext();

  /** Keeps a promise, if it is not kept yet. */
  <T> void tell(Promise<T> promise, AsyncResult<T> answer) {
    run(
        () -> {
          if (answer.succeeded()) {
            promise.tryComplete(answer.result());
          } else {
            promise.tryFail(answer.cause());
          }
        });
  }

  private void run(Runnable told) {
    if (context == null) {
      told.run();
    } else {
      context.runOnContext(v -> told.run());
    }
  }
}
