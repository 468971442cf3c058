package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One live connection of one device, whatever it runs on. After {@link #hello} it beats every 5 s,
 * as the contract asks, until {@link #silence}.
 */
public abstract class Link implements AutoCloseable {
  static final Duration SOON = Pushes.SOON;
  private static final ScheduledExecutorService BEATS =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "beats of the test's links");
            thread.setDaemon(true);
            return thread;
          });

  private final Pushes pushes = new Pushes();
  private final CompletableFuture<Close> closed = new CompletableFuture<>();
  private volatile @Nullable ScheduledFuture<?> beats;

  /** How the server ended the connection; code 1006 when it simply broke. */
  public record Close(int code, String reason) {}

  /** Sends a request and gives the {@code ok} of its reply, or fails with {@link Refused}. */
  public abstract CompletableFuture<JsonObject> ask(String op, JsonObject body);

  /** Sends what has no reply. */
  public abstract void tell(String op, JsonObject body);

  /** Breaks the connection without a word, as a tunnel does. */
  public abstract void cut();

  /** Ends the connection in order, with 1000 where the transport has codes. */
  @Override
  public abstract void close();

  /** Says hello without a cursor, as a new device does. */
  public JsonObject hello(String token) {
    return hello(new JsonObject().put("token", token));
  }

  /** Says hello as the device that has stored that mailbox up to {@code seq}. */
  public JsonObject hello(String token, String epoch, long seq) {
    JsonObject cursor = new JsonObject().put("epoch", epoch).put("seq", seq);
    return hello(new JsonObject().put("token", token).put("cursor", cursor));
  }

  /** Says hello with that body, starts the pushes and the heartbeat, and gives the answer. */
  public JsonObject hello(JsonObject body) {
    JsonObject ok = call("hello", body);
    startPushes(ok);
    beats = BEATS.scheduleAtFixedRate(this::beat, 5, 5, TimeUnit.SECONDS);
    return ok;
  }

  /** As {@link #ask}, waiting up to 20 s for the reply. */
  public JsonObject call(String op, JsonObject body) {
    JsonObject ok = Await.value("reply to " + op, SOON, ask(op, body));
    Agreement.checkReply(op, ok);
    return ok;
  }

  /** Sends a message and gives the reply. */
  public JsonObject send(String channelId, String body, String ref) {
    return call(
        "send", new JsonObject().put("channelId", channelId).put("body", body).put("ref", ref));
  }

  /** Fails unless the request is refused with that code. */
  public Refused isRefused(String code, String op, JsonObject body) {
    try {
      JsonObject ok = call(op, body);
      throw new AssertionError(
          op + " should have been refused with " + code + " but answered " + ok);
    } catch (Refused refused) {
      assertThat(refused.code()).as("%s was refused: %s", op, refused.getMessage()).isEqualTo(code);
      return refused;
    }
  }

  /** Stops beating; the connection stays. */
  public void silence() {
    ScheduledFuture<?> running = beats;
    if (running != null) {
      running.cancel(false);
    }
  }

  public Pushes pushes() {
    return pushes;
  }

  public CompletableFuture<Close> closed() {
    return closed;
  }

  /** Fails unless the server closes the connection with that code within 20 s. */
  public void isClosedWith(int code) {
    assertThat(Await.value("closed with " + code, SOON, closed).code()).isEqualTo(code);
  }

  /**
   * What a transport does once hello was answered, to be pushed its mailbox; nothing on the plain
   * socket.
   */
  void startPushes(JsonObject ok) {}

  void ended(int code, String reason) {
    silence();
    closed.complete(new Close(code, reason));
  }

  private void beat() {
    if (!closed.isDone()) {
      tell("beat", new JsonObject());
    }
  }
}
