package io.sotong.push;

import io.vertx.core.Future;

/** The port to a service that wakes devices. */
@FunctionalInterface
public interface Provider {
  /** What became of a notification. */
  enum Outcome {
    /** The service has it. */
    ACCEPTED,
    /** There is no such device any more: its registration is to be removed. */
    GONE,
    /** It will never take this one: not to be tried again. */
    REFUSED
  }

  /**
   * Hands a notification over, within a limited time. Fails with {@code unavailable} if it is to be
   * tried again, and not before the time that the service asked for.
   */
  Future<Outcome> push(Subscription to, Notification notification);
}
