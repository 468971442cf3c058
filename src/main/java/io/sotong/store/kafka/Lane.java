package io.sotong.store.kafka;

import io.sotong.push.Attempt;
import java.util.ArrayDeque;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;

/**
 * What this process has read of one partition: some of it held until it is due, some in hand. Its
 * offset is committed up to the first that is not settled. Belongs to one context.
 */
final class Lane {
  private final Queue<Held> held = new ArrayDeque<>();
  private final NavigableSet<Long> unsettled = new TreeSet<>();
  private long next;
  private long committed = -1;
  private boolean lost;

  /** One that was read. */
  record Held(Lane lane, long offset, Attempt attempt) {}

  void hold(long offset, Attempt attempt) {
    held.add(new Held(this, offset, attempt));
    unsettled.add(offset);
    next = offset + 1;
  }

  /** Read, and nothing to do with it. */
  void skip(long offset) {
    next = offset + 1;
  }

  /** Takes the head in hand, if it is due. */
  Optional<Held> take(long nowMs) {
    Held head = held.peek();
    if (head == null || head.attempt().dueMs() > nowMs) {
      return Optional.empty();
    }
    held.remove();
    return Optional.of(head);
  }

  void settle(long offset) {
    unsettled.remove(offset);
  }

  /** Everything below this is settled; empty if that is committed already. */
  Optional<Long> toCommit() {
    long low = unsettled.isEmpty() ? next : unsettled.first();
    if (low <= committed) {
      return Optional.empty();
    }
    committed = low;
    return Optional.of(low);
  }

  /** Not committed after all: it is tried again. */
  void commitFailed() {
    committed = -1;
  }

  /** What is held, in hand or not. */
  int size() {
    return unsettled.size();
  }

  /** Something is not given out yet. */
  boolean holds() {
    return !held.isEmpty();
  }

  /** Another process has the partition now, and will be given what is not settled here. */
  void lose() {
    lost = true;
    held.clear();
    unsettled.clear();
  }

  boolean isLost() {
    return lost;
  }
}
