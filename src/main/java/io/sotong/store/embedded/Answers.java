package io.sotong.store.embedded;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that are due together, told with one task for each context that waits, however many wait
 * there. Not thread-safe.
 */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final Executor contextless;
  private final IdentityHashMap<Context, List<Runnable>> byContext = new IdentityHashMap<>();
  private final List<Runnable> others = new ArrayList<>();

  /**
   * Makes an empty one.
   *
   * @param contextless tells those who called from no context; never the thread that writes, which
   *     a listener must not hold up
   */
  Answers(Executor contextless) {
    this.contextless = contextless;
  }

  void add(@Nullable Context asker, Runnable answer) {
    if (asker == null) {
      others.add(answer);
    } else {
      byContext.computeIfAbsent(asker, c -> new ArrayList<>()).add(answer);
    }
  }

  /** Tells all, and is empty again. */
  void tell() {
    byContext.forEach(
        (context, answers) ->
            guarded(() -> context.runOnContext(v -> answers.forEach(Answers::guarded))));
    byContext.clear();
    if (!others.isEmpty()) {
      List<Runnable> told = List.copyOf(others);
      guarded(() -> contextless.execute(() -> told.forEach(Answers::guarded)));
      others.clear();
    }
  }

  private static void guarded(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException e) {
      LOG.error("one who waited could not be told", e); // the others are all the same
    }
  }
}
