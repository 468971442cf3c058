package io.sotong.bridge;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about. */
final class Wait {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final int STEPS = 1_500;

  private Wait() {}

  static void until(BooleanSupplier condition) {
    for (int i = 0; i < STEPS; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
    throw new AssertionError("it never came about");
  }
}
