package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What a link was pushed, in the order in which it came, with waiting for what is still to come.
 */
public final class Pushes {
  static final Duration SOON = Duration.ofSeconds(20);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final List<JsonObject> frames = new ArrayList<>();

  void add(JsonObject frame) {
    lock.lock();
    try {
      frames.add(frame);
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All so far. */
  public List<JsonObject> all() {
    lock.lock();
    try {
      return List.copyOf(frames);
    } finally {
      lock.unlock();
    }
  }

  /** All so far with that {@code op}. */
  public List<JsonObject> of(String op) {
    return all().stream().filter(op(op)).toList();
  }

  /** All entries so far, without their frames. */
  public List<JsonObject> entries() {
    return of("entry").stream().map(frame -> frame.getJsonObject("entry")).toList();
  }

  /** All entries so far of that kind. */
  public List<JsonObject> entries(String kind) {
    return entries().stream().filter(entry -> kind.equals(entry.getString("kind"))).toList();
  }

  /** The messages so far of that channel. */
  public List<JsonObject> messages(String channelId) {
    return entries("message").stream()
        .map(entry -> entry.getJsonObject("message"))
        .filter(message -> channelId.equals(message.getString("channelId")))
        .toList();
  }

  /**
   * The first frame, past or to come, that is so; fails naming {@code what} if none comes within 20
   * s.
   */
  public JsonObject await(String what, Predicate<JsonObject> isSo) {
    return await(what, SOON, isSo);
  }

  public JsonObject await(String what, Duration limit, Predicate<JsonObject> isSo) {
    JsonObject frame = awaitCount(what, limit, 1, isSo).get(0);
    if (frame.containsKey("op")) {
      Agreement.checkPush(frame);
    }
    return frame;
  }

  /** The first entry, past or to come, that is so. */
  public JsonObject awaitEntry(String what, Predicate<JsonObject> isSo) {
    return await(what, op("entry").and(frame -> isSo.test(frame.getJsonObject("entry"))))
        .getJsonObject("entry");
  }

  /** The message at that place of that channel. */
  public JsonObject awaitMessage(String channelId, long seq) {
    return awaitEntry("message " + seq + " of " + channelId, message(channelId, seq))
        .getJsonObject("message");
  }

  /** Returns once that many frames are so. */
  public List<JsonObject> awaitCount(
      String what, Duration limit, int count, Predicate<JsonObject> isSo) {
    long left = limit.toNanos();
    lock.lock();
    try {
      int looked = 0;
      List<JsonObject> found = new ArrayList<>();
      while (true) {
        for (; looked < frames.size() && found.size() < count; looked++) {
          if (isSo.test(frames.get(looked))) {
            found.add(frames.get(looked));
          }
        }
        if (found.size() >= count) {
          return found;
        }
        if (left <= 0) {
          throw new AssertionError(
              "%s: %d of %d within %s; the last frames were %s"
                  .formatted(
                      what,
                      found.size(),
                      count,
                      limit,
                      frames.subList(Math.max(0, frames.size() - 5), frames.size())));
        }
        left = more.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + what, e);
    } finally {
      lock.unlock();
    }
  }

  static Predicate<JsonObject> op(String op) {
    return frame -> op.equals(frame.getString("op"));
  }

  static Predicate<JsonObject> message(String channelId, long seq) {
    return entry ->
        "message".equals(entry.getString("kind"))
            && channelId.equals(entry.getJsonObject("message").getString("channelId"))
            && entry.getJsonObject("message").getLong("seq") == seq;
  }
}
