package io.sotong.store.cassandra;

import io.sotong.store.Patience;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A call that only reads. */
final class Question<T> extends Patience.Waiting {
  private final Asker asker = new Asker();
  private final Promise<T> promise = Promise.promise();

  Future<T> future() {
    return promise.future();
  }

  void answer(AsyncResult<T> answer) {
    asker.tell(promise, answer);
  }

  @Override
  protected void giveUp() {
    answer(Future.failedFuture(Traffic.unavailable("the store does not answer")));
  }
}
