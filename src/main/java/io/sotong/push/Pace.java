package io.sotong.push;

import io.sotong.limit.Rate;
import io.sotong.limit.RateLimiter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A provider that is asked no faster than agreed, and for no more at a time. What is too much
 * waits; how much does is bounded by what the queue gives out. Not thread-safe: one context.
 */
public final class Pace<S extends Subscription> implements Provider<S> {
  private final Vertx vertx;
  private final Provider<S> provider;
  private final int atOnce;
  private final RateLimiter limiter;
  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private int underWay;

  /** A second's worth may go out at once after a rest. */
  public Pace(Vertx vertx, Provider<S> provider, int perSecond, int atOnce, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.provider = provider;
    this.atOnce = atOnce;
    limiter = new RateLimiter(Rate.perSecond(perSecond, perSecond), nanoTime);
  }

  @Override
  public Future<Outcome> push(S to, Notification notification) {
    return turn().compose(now -> inTime(to, notification).onComplete(done -> next()));
  }

  /** Completes when fewer than agreed are under way, of which this then is one. */
  private Future<Void> turn() {
    if (underWay < atOnce) {
      underWay++;
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    return turn.future();
  }

  private void next() {
    Promise<Void> turn = waiting.poll();
    if (turn == null) {
      underWay--;
    } else {
      turn.complete();
    }
  }

  private Future<Outcome> inTime(S to, Notification notification) {
    long waitMs = limiter.tryTake("");
    return waitMs == 0
        ? Future.<Void>succeededFuture().compose(now -> provider.push(to, notification))
        : vertx.timer(waitMs, TimeUnit.MILLISECONDS).compose(waited -> inTime(to, notification));
  }

  @Override
  public Future<Void> close() {
    return provider.close();
  }
}
