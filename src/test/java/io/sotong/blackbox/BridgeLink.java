package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The event-bus bridge over SockJS, spoken by hand: {@code send}, {@code publish}, {@code
 * register}, {@code ping} out, {@code rec} and {@code err} in.
 */
public final class BridgeLink extends Link implements Bridge {
  private final Map<String, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonObject>> handlers = new ConcurrentHashMap<>();
  private final Pushes errors = new Pushes();
  private final Pushes everything = new Pushes();
  private final SockJs socket;

  private BridgeLink(URI base, SockJs.Transport transport) {
    socket = SockJs.open(base, transport, this::heard, this::brokeOff);
  }

  static BridgeLink open(URI base, SockJs.Transport transport) {
    return new BridgeLink(base, transport);
  }

  @Override
  public CompletableFuture<JsonObject> ask(String op, JsonObject body) {
    return sendTo("chat.v1." + op, body);
  }

  @Override
  public void tell(String op, JsonObject body) {
    sendFrame(frame("send", "chat.v1." + op).put("body", body));
  }

  @Override
  public CompletableFuture<JsonObject> sendTo(String address, JsonObject body) {
    String replyAddress = UUID.randomUUID().toString();
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    waiting.put(replyAddress, reply);
    sendFrame(frame("send", address).put("body", body).put("replyAddress", replyAddress));
    return reply;
  }

  @Override
  public void publish(String address, JsonObject body) {
    sendFrame(frame("publish", address).put("body", body));
  }

  @Override
  public void register(String address, Consumer<JsonObject> handler) {
    handlers.put(address, handler);
    sendFrame(frame("register", address));
  }

  @Override
  public Pushes errors() {
    return errors;
  }

  /** Sends a frame of any content. */
  public void sendFrame(JsonObject frame) {
    sendText(frame.encode());
  }

  /** Sends a SockJS message of any content. */
  public void sendText(String message) {
    socket.send(message);
  }

  @Override
  public void cut() {
    silence();
    socket.cut();
  }

  @Override
  public void close() {
    silence();
    socket.close();
  }

  @Override
  void startPushes(JsonObject ok) {
    register("chat.v1.mailbox." + ok.getString("userId"), pushes()::add);
  }

  private static JsonObject frame(String type, String address) {
    return new JsonObject()
        .put("type", type)
        .put("address", address)
        .put("headers", new JsonObject());
  }

  /** Every frame that ever came, replies and errors too. */
  List<JsonObject> everything() {
    return everything.all();
  }

  private void heard(String text) {
    JsonObject frame = new JsonObject(text);
    everything.add(frame);
    boolean isError = "err".equals(frame.getString("type"));
    String address = frame.getString("address", "");
    CompletableFuture<JsonObject> reply = waiting.remove(address);
    if (reply != null && isError) {
      reply.completeExceptionally(
          new Refused(
              frame.getString("message", frame.getString("body")),
              frame.getInteger("failureCode", 0),
              false,
              0,
              text));
    } else if (reply != null) {
      reply.complete(frame.getJsonObject("body"));
    } else if (isError) {
      errors.add(frame);
    } else if ("rec".equals(frame.getString("type"))) {
      handlers.getOrDefault(address, errors::add).accept(frame.getJsonObject("body"));
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
