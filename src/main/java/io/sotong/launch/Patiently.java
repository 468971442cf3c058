package io.sotong.launch;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a step of the start again while the server that it needs is slow, or only just starting;
 * for a bounded time, after which it fails as the last try did. What nobody but the operator can
 * mend fails at once.
 */
final class Patiently {
  /** A Cassandra that was started together with this node needs about as long. */
  static final long WITHIN_MS = 60_000;

  private static final Logger LOG = LoggerFactory.getLogger(Patiently.class);
  private static final long PAUSE_MS = 500;

  private final Vertx vertx;
  private final LongSupplier nanos;

  /**
   * Makes one.
   *
   * @param nanos a clock that only goes forward
   */
  Patiently(Vertx vertx, LongSupplier nanos) {
    this.vertx = vertx;
    this.nanos = nanos;
  }

  /** What {@code step} comes to, begun anew as often as need be. */
  <T> Future<T> run(Supplier<Future<T>> step) {
    return run(step, nanos.getAsLong(), "");
  }

  private <T> Future<T> run(Supplier<Future<T>> step, long began, String toldBefore) {
    return step.get()
        .recover(
            cause -> {
              long passedMs = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - began);
              if (!mayPass(cause) || passedMs >= WITHIN_MS) {
                return Future.failedFuture(cause);
              }
              String why = Refusals.sentence(cause);
              if (!why.equals(toldBefore)) {
                LOG.warn("{} It is tried again, for {} s.", why, WITHIN_MS / 1_000);
              }
              return vertx
                  .timer(PAUSE_MS, TimeUnit.MILLISECONDS)
                  .compose(later -> run(step, began, why));
            });
  }

  private static boolean mayPass(Throwable cause) {
    return cause instanceof StoreRefusal refusal && refusal.isPassing()
        || cause instanceof ChatException refused && refused.code() == ErrorCode.UNAVAILABLE;
  }
}
