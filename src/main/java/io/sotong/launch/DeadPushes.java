package io.sotong.launch;

import io.sotong.push.Attempt;
import io.sotong.push.PushQueue;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;

/** What an operator does with wake-ups that were given up; the answers are for people to read. */
final class DeadPushes {
  /** The calls of the management port. */
  static final String LIST = "GET /push/dead";

  static final String REPLAY = "POST /push/dead/replay";

  /** Of more, the oldest are listed. */
  private static final int LISTED = 1_000;

  private static final int AT_ONCE = 500;

  private DeadPushes() {}

  /** One a line, the oldest first, and how many they are. */
  static Future<String> list(PushQueue queue) {
    return queue.dead(LISTED).map(DeadPushes::text);
  }

  private static String text(List<Attempt> dead) {
    String count =
        dead.size() == LISTED
            ? "These are the oldest %,d; there may be more.".formatted(LISTED)
            : "%,d given up.".formatted(dead.size());
    return dead.stream().map(DeadPushes::line).collect(Collectors.joining()) + count;
  }

  private static String line(Attempt attempt) {
    return "user %s, mailbox up to %d, tried %d times, at last: %s%n"
        .formatted(
            attempt.wakeUp().user().value(),
            attempt.wakeUp().seq(),
            attempt.failures(),
            attempt.why().replaceAll("\\s+", " "));
  }

  /** Has all of them tried again. */
  static Future<String> replay(PushQueue queue) {
    return replay(queue, 0).map("%,d are tried again."::formatted);
  }

  private static Future<Integer> replay(PushQueue queue, int before) {
    return queue
        .replay(AT_ONCE)
        .compose(
            some ->
                some < AT_ONCE
                    ? Future.succeededFuture(before + some)
                    : replay(queue, before + some));
  }
}
