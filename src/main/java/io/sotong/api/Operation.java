package io.sotong.api;

import io.vertx.core.Future;

/** One operation of {@code openapi.yaml}. */
@FunctionalInterface
public interface Operation {
  /**
   * Answers a request that is signed in, unless the contract says that it need not be, within its
   * limits, and as the contract describes it. Called on the event loop. A failed future, or an
   * exception, becomes a problem: its code if it is a {@link io.sotong.model.ChatException}, {@code
   * invalid} with fields if it is an {@link InvalidFields}, else {@code internal}.
   */
  Future<Answer> answer(Call call);
}
