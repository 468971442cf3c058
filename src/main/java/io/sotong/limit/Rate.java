package io.sotong.limit;

/**
 * A limit.
 *
 * @param perPeriod what comes back in one period, at least 1
 * @param periodMs milliseconds, at least 1
 * @param burst how much may be taken at once after a rest, at least 1
 */
public record Rate(long perPeriod, long periodMs, long burst) {
  public Rate {
    if (perPeriod < 1 || periodMs < 1 || burst < 1) {
      throw new IllegalArgumentException("a rate needs a period, a burst and a number above 0");
    }
  }

  public static Rate perSecond(long count, long burst) {
    return new Rate(count, 1_000, burst);
  }

  public static Rate perMinute(long count, long burst) {
    return new Rate(count, 60_000, burst);
  }
}
