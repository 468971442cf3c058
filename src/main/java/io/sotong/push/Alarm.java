package io.sotong.push;

import io.sotong.limit.Rate;
import io.sotong.limit.RateLimiter;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells the operator what only an operator can mend, such as credentials that a provider does not
 * take: once a minute at most, and not with every notification. Any thread.
 */
public final class Alarm implements Consumer<String> {
  private final Consumer<String> log;
  private final RateLimiter limiter;

  /** One that tells {@code log}. */
  public Alarm(Consumer<String> log, LongSupplier nanoTime) {
    this.log = log;
    limiter = new RateLimiter(Rate.perMinute(1, 1), nanoTime);
  }

  @Override
  public void accept(String sentence) {
    if (limiter.tryTake("") == 0) {
      log.accept(sentence);
    }
  }
}
