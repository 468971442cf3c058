package io.sotong.cluster;

import io.sotong.cluster.Recording.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a device wrote and was not yet answered for, with the time at which it is to be sent again.
 * Not thread-safe; times are those of one monotonic clock in nanoseconds.
 */
final class Outbox {
  private final Map<String, Written> waiting = new LinkedHashMap<>();
  private final Map<String, Long> dueAt = new LinkedHashMap<>();

  void add(Written message, long nowNanos) {
    waiting.put(message.ref(), message);
    dueAt.put(message.ref(), nowNanos);
  }

  /** What is to be sent now, in the order of writing; unless answered it is due again later. */
  List<Written> take(long nowNanos, long againAfterNanos) {
    List<Written> due = new ArrayList<>();
    for (Written message : waiting.values()) {
      if (dueAt.getOrDefault(message.ref(), nowNanos) - nowNanos <= 0) {
        due.add(message);
        dueAt.put(message.ref(), nowNanos + againAfterNanos);
      }
    }
    return due;
  }

  /** A new connection: everything is due. */
  void allDue(long nowNanos) {
    dueAt.replaceAll((ref, due) -> nowNanos);
  }

  void later(String ref, long atNanos) {
    dueAt.computeIfPresent(ref, (same, due) -> atNanos);
  }

  void answered(String ref) {
    waiting.remove(ref);
    dueAt.remove(ref);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
