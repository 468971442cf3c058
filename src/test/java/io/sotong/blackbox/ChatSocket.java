package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The plain WebSocket of the contract: subprotocol {@code chat.v1}, one JSON object a frame,
 * replies by {@code id}.
 */
public final class ChatSocket extends Link {
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final Pushes others = new Pushes();
  private final WebSocketPipe pipe;

  private ChatSocket(URI address) {
    pipe = WebSocketPipe.open(address, "chat.v1", this::heard, this::brokeOff);
  }

  /** Connects, without a hello. */
  public static ChatSocket open(URI address) {
    return new ChatSocket(address);
  }

  @Override
  public CompletableFuture<JsonObject> ask(String op, JsonObject body) {
    long id = ids.incrementAndGet();
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    waiting.put(id, reply);
    if (closed().isDone()) {
      reply.completeExceptionally(new IllegalStateException("the socket was closed before " + op));
    }
    sendText(body.copy().put("op", op).put("id", id).encode());
    return reply;
  }

  @Override
  public void tell(String op, JsonObject body) {
    sendText(body.copy().put("op", op).encode());
  }

  /** Sends a text frame of any content. */
  public void sendText(String text) {
    pipe.send(text);
  }

  /** Replies that answer no request of this client. */
  public Pushes strayReplies() {
    return others;
  }

  @Override
  public void cut() {
    silence();
    pipe.cut();
  }

  @Override
  public void close() {
    silence();
    pipe.close();
  }

  private void heard(String text) {
    JsonObject frame = new JsonObject(text);
    if (!"reply".equals(frame.getString("op"))) {
      pushes().add(frame);
      return;
    }
    @Nullable CompletableFuture<JsonObject> reply = waiting.remove(frame.getLong("id", 0L));
    if (reply == null) {
      others.add(frame);
    } else if (frame.containsKey("error")) {
      JsonObject error = frame.getJsonObject("error");
      reply.completeExceptionally(
          new Refused(
              error.getString("code"),
              0,
              error.getBoolean("retryable"),
              error.getLong("retryAfterMs", 0L),
              error.getString("message")));
    } else {
      reply.complete(frame.getJsonObject("ok"));
    }
  }

  private void brokeOff(int code, String reason) {
    ended(code, reason);
    waiting
        .values()
        .forEach(
            reply ->
                reply.completeExceptionally(
                    new IllegalStateException("closed with " + code + " " + reason)));
  }
}
