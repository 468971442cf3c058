package io.sotong.push;

import io.sotong.model.ChatException;
import java.util.random.RandomGenerator;

/**
 * When what failed is tried again: after a time that doubles with each failure, of which a part is
 * chance, so that what failed together does not come back together. Pure but for the dice.
 *
 * @param firstMs after the first failure, milliseconds
 * @param longestMs it does not grow beyond this
 * @param attempts after so many failures it is given up
 */
public record Retry(long firstMs, long longestMs, int attempts) {
  /** Gives up after some two and a half hours. */
  public static final Retry DEFAULTS = new Retry(2_000, 3_600_000, 12);

  /** The share of a delay that is chance. */
  private static final double JITTER = 0.25;

  /** Whether so many failures are too many. */
  public boolean isHopeless(int failures) {
    return failures >= attempts;
  }

  /** At most how long to wait after so many failures, 1 or more; milliseconds. */
  public long delayMs(int failures) {
    int doublings = Math.min(failures - 1, 40);
    return Math.min(
        longestMs, firstMs << Math.min(doublings, Long.numberOfLeadingZeros(firstMs) - 1));
  }

  /** That, shortened by chance by up to a quarter. */
  public static long shortened(long delayMs, RandomGenerator dice) {
    return delayMs - (long) (delayMs * JITTER * dice.nextDouble());
  }

  /** What a provider asked for when it failed: so long to be left alone, 0 if it said nothing. */
  public static long askedMs(Throwable failure) {
    return failure instanceof ChatException refusal ? refusal.retryAfterMs() : 0;
  }
}
