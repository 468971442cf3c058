package io.sotong.push;

import io.sotong.limit.Rate;
import io.sotong.limit.RateLimiter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A provider that is asked no faster than agreed. What is too fast waits; how much does is bounded
 * by what the queue gives out at a time.
 */
public final class Pace implements Provider {
  private final Vertx vertx;
  private final Provider provider;
  private final RateLimiter limiter;

  /** A second's worth may go out at once after a rest. */
  public Pace(Vertx vertx, Provider provider, int perSecond, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.provider = provider;
    limiter = new RateLimiter(Rate.perSecond(perSecond, perSecond), nanoTime);
  }

  @Override
  public Future<Outcome> push(Subscription to, Notification notification) {
    long waitMs = limiter.tryTake("");
    return waitMs == 0
        ? provider.push(to, notification)
        : vertx.timer(waitMs, TimeUnit.MILLISECONDS).compose(waited -> push(to, notification));
  }
}
