package io.sotong.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;

/** Something that listens on the bus until it is closed. */
public final class Subscription {
  private final MessageConsumer<?> consumer;

  Subscription(MessageConsumer<?> consumer) {
    this.consumer = consumer;
  }

  /** Completes when the address is known wherever it has to be. */
  public Future<Void> ready() {
    return consumer.completion();
  }

  /** Listens no longer. */
  public Future<Void> close() {
    return consumer.unregister();
  }
}
