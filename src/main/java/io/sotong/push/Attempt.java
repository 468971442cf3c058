package io.sotong.push;

import io.sotong.wire.Codec;

/**
 * A wake-up on its way through the queue.
 *
 * @param failures how often it was tried in vain
 * @param dueMs not to be tried before this time
 * @param why it failed last; empty if it never did
 */
public record Attempt(WakeUp wakeUp, int failures, long dueMs, String why) {
  private static final int MAX_WHY = 200;

  /** The form in which queues keep it. */
  public static final Codec<Attempt> CODEC =
      new Codec<>(
          1,
          (out, attempt) -> {
            WakeUp.CODEC.write(out, attempt.wakeUp);
            out.number(attempt.failures).number(attempt.dueMs).text(attempt.why);
          },
          in -> new Attempt(WakeUp.CODEC.read(in), (int) in.number(), in.number(), in.text()));

  public Attempt {
    why = why.length() > MAX_WHY ? why.substring(0, MAX_WHY) : why;
  }

  /** One that is due at once. */
  public static Attempt first(WakeUp wakeUp, long nowMs) {
    return new Attempt(wakeUp, 0, nowMs, "");
  }

  /** The same after one more failure. */
  public Attempt failed(String reason, long dueAgainMs) {
    return new Attempt(wakeUp, failures + 1, dueAgainMs, reason);
  }
}
