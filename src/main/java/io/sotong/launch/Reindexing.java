package io.sotong.launch;

import io.sotong.search.Rebuild;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;

/** Shows an operator how far an index is on its way. Blocks. */
final class Reindexing {
  /** The calls of the management port. */
  static final String BEGIN = "POST /reindex";

  static final String LOOK = "GET /reindex";

  private static final long LOOK_AGAIN_NANOS = 200_000_000;
  private static final int BAR = 30;

  private Reindexing() {}

  /** Where it is asked how far it is. */
  interface Source {
    Rebuild.Progress progress() throws InterruptedException;
  }

  /** Returns when it is over, and how far it came. */
  static Rebuild.Progress watch(Source source, PrintStream out) throws InterruptedException {
    Rebuild.Progress now = source.progress();
    while (!now.over()) {
      show(now, out);
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      now = source.progress();
    }
    show(now, out);
    out.println();
    return now;
  }

  /** On one line, as it goes between the service and the command. */
  static String text(Rebuild.Progress progress) {
    return progress.done() + " " + progress.all() + " " + progress.over();
  }

  /** Reads what {@link #text} wrote. */
  static Rebuild.Progress read(String text) {
    String[] parts = text.strip().split(" ", 3);
    return new Rebuild.Progress(
        Long.parseLong(parts[0]), Long.parseLong(parts[1]), Boolean.parseBoolean(parts[2]));
  }

  private static void show(Rebuild.Progress now, PrintStream out) {
    int full = (int) (BAR * now.done() / Math.max(1, now.all()));
    out.printf(
        "\r[%s%s] %,d of %,d messages",
        "#".repeat(full), " ".repeat(BAR - full), now.done(), now.all());
    out.flush();
  }
}
