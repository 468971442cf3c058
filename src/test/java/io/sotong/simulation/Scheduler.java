package io.sotong.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Everything that may happen next, in no order but the seed's. */
final class Scheduler {
  private final Random random;
  private final List<Runnable> ready = new ArrayList<>();

  Scheduler(Random random) {
    this.random = random;
  }

  void later(Runnable step) {
    ready.add(step);
  }

  /** Does one thing of those that may happen; false if there is none. */
  boolean step() {
    if (ready.isEmpty()) {
      return false;
    }
    int chosen = random.nextInt(ready.size());
    Runnable step = ready.get(chosen);
    ready.set(chosen, ready.get(ready.size() - 1));
    ready.remove(ready.size() - 1);
    step.run();
    return true;
  }
}
