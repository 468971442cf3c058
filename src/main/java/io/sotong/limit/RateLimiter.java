package io.sotong.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One limit for any number of keys: each has a bucket of its own, made when it first takes and
 * forgotten once it is full again. Any thread. A node counts for itself; a cluster of n nodes lets
 * n times as much pass to one who uses them all.
 */
public final class RateLimiter {
  private static final long MAX_KEYS = 200_000;

  private final Cache<String, Bucket> buckets;
  private final Bandwidth bandwidth;
  private final TimeMeter clock;

  /**
   * Makes a limiter.
   *
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  public RateLimiter(Rate rate, LongSupplier nanoTime) {
    Duration full = Duration.ofMillis(rate.periodMs() * (rate.burst() / rate.perPeriod() + 1));
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(full)
            .ticker(nanoTime::getAsLong)
            .build();
    bandwidth =
        Bandwidth.builder()
            .capacity(rate.burst())
            .refillGreedy(rate.perPeriod(), Duration.ofMillis(rate.periodMs()))
            .build();
    clock =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanoTime.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  /**
   * Takes one.
   *
   * @throws ChatException {@code rate_limited}, with the milliseconds until one is there again
   */
  public void take(String key) {
    long waitMs = tryTake(key);
    if (waitMs > 0) {
      throw new ChatException(ErrorCode.RATE_LIMITED, "too fast", waitMs);
    }
  }

  /** Takes one and returns 0, or takes nothing and returns the milliseconds until there is one. */
  public long tryTake(String key) {
    var probe = buckets.get(key, this::bucket).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? 0
        : Math.max(1, Duration.ofNanos(probe.getNanosToWaitForRefill()).toMillis());
  }

  private Bucket bucket(String key) {
    return Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(clock).build();
  }
}
