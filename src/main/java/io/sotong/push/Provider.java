package io.sotong.push;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;

/**
 * The port to a service that wakes devices.
 *
 * @param <S> what its devices give to be pushed to
 */
@FunctionalInterface
public interface Provider<S extends Subscription> {
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
   * tried again, and not before the time that the service asked for. So it is also while the
   * service does not know this server: only an operator can mend that, and no device is to blame.
   */
  Future<Outcome> push(S to, Notification notification);

  /** Lets its connections go; nothing is pushed any more. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }

  /**
   * That it is to be tried again.
   *
   * @param retryAfterMs as the service asked, 0 if it did not
   */
  static ChatException unavailable(String why, long retryAfterMs) {
    return new ChatException(ErrorCode.UNAVAILABLE, why, retryAfterMs);
  }
}
