package io.sotong.push;

import io.vertx.core.Future;
import java.util.List;

/**
 * The port to the queue of wake-ups.
 *
 * <ol>
 *   <li>{@link #enqueue} completes once the wake-up is durable; what is enqueued is given to a
 *       {@link Pusher}, of whatever process, until one has succeeded with it or it is given up.
 *   <li>At least once: what a process had in hand when it died is given again, to itself or to
 *       another. No order is promised.
 *   <li>What failed is given again after the time that {@link Retry} says, and not before what the
 *       failure asked for ({@code ChatException.retryAfterMs}); it holds up nothing that is due,
 *       but for what failed as often at about the same time.
 *   <li>What has failed too often becomes a dead letter, which is kept, can be looked at, and is
 *       {@link #replay played again} with all its attempts when an operator says so.
 *   <li>Everything is bounded; a queue that is full, or cannot be reached, refuses with {@code
 *       unavailable}. A wake-up is only a hint: the mailbox holds what it is about.
 * </ol>
 *
 * <p>Any thread.
 */
public interface PushQueue {
  /** Takes a wake-up. */
  Future<Void> enqueue(WakeUp wakeUp);

  /**
   * Begins to give what waits to {@code pusher}, on the caller's context, a limited number at a
   * time. Once for each queue; completes when it has begun.
   */
  Future<Void> consume(Pusher pusher);

  /** The oldest dead letters, at most {@code limit}. */
  Future<List<Attempt>> dead(int limit);

  /** Plays the oldest dead letters again, at most {@code limit}; how many they were. */
  Future<Integer> replay(int limit);

  /** What to tell an operator. */
  Figures figures();

  /** Gives nothing more; what is in hand and not settled will be given again. */
  Future<Void> close();

  /** One who pushes. */
  @FunctionalInterface
  interface Pusher {
    /** Completes when the user is woken, or need not be; fails to be asked again. */
    Future<Void> push(WakeUp wakeUp);
  }

  /**
   * Counts of this process.
   *
   * @param waiting what this process knows to wait, in hand or not
   * @param pushed settled since the start
   * @param failed attempts in vain since the start
   * @param dead given up since the start
   */
  record Figures(long waiting, long pushed, long failed, long dead) {}
}
