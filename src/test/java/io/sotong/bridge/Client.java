package io.sotong.bridge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that hears frames one by one. */
final class Client implements WebSocket.Listener, AutoCloseable {
  static final HttpClient HTTP = HttpClient.newHttpClient();

  private final StringBuilder parts = new StringBuilder();
  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;

  private Client(URI address, String subprotocol) {
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    if (!subprotocol.isEmpty()) {
      builder.subprotocols(subprotocol);
    }
    socket = builder.buildAsync(address, this).join();
  }

  static Client plain(House house) {
    return new Client(house.at("ws", "/ws"), "chat.v1");
  }

  static Client sockJs(House house) {
    Client client = new Client(house.at("ws", "/eventbus/000/abc/websocket"), "");
    if (!client.next().equals("o")) {
      throw new AssertionError("not opened");
    }
    return client;
  }

  static Client raw(House house) {
    return new Client(house.at("ws", "/eventbus/websocket"), "");
  }

  WebSocket socket() {
    return socket;
  }

  Client say(String text) {
    socket.sendText(text, true).join();
    return this;
  }

  Client hello(String token) {
    return say(new JsonObject().put("op", "hello").put("id", 1).put("token", token).encode());
  }

  /** A bridge message in a SockJS frame. */
  Client bus(JsonObject message) {
    return say(new JsonArray().add(message.encode()).encode());
  }

  String next() {
    try {
      String frame = frames.poll(10, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("nothing was heard for 10 s; closed: " + closed.getNow(0));
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  JsonObject json() {
    return new JsonObject(next());
  }

  /** The only message of the next SockJS frame. */
  JsonObject rec() {
    String frame = next();
    JsonArray messages = new JsonArray(frame.substring(1));
    if (!frame.startsWith("a[") || messages.size() != 1) {
      throw new AssertionError(frame);
    }
    return new JsonObject(messages.getString(0));
  }

  boolean hasMore() {
    return !frames.isEmpty();
  }

  int closeCode() {
    return closed.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    parts.append(data);
    if (last) {
      frames.add(parts.toString());
      parts.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
