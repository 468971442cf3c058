package io.sotong.push;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header by which a service asks to be left alone: RFC 9110, 10.2.3. Pure. */
final class RetryAfter {
  /** Nobody is believed who asks for more. */
  private static final long MOST_MS = Duration.ofDays(1).toMillis();

  private RetryAfter() {}

  /** Milliseconds from now, 0 for none: it is seconds, or a date. */
  static long milliseconds(@Nullable String header, long nowMs) {
    if (header == null) {
      return 0;
    }
    String text = header.strip();
    try {
      long ms =
          text.matches("[0-9]{1,9}")
              ? Long.parseLong(text) * 1_000
              : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)).toEpochMilli()
                  - nowMs;
      return Math.max(0, Math.min(MOST_MS, ms));
    } catch (DateTimeException e) {
      return 0;
    }
  }
}
