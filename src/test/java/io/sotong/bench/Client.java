package io.sotong.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A device that speaks the plain WebSocket protocol, as lean as a load tool wants it. */
final class Client {
  private static final int LARGE = 4 << 20;

  private final WebSocket socket;
  private final Map<Long, Promise<JsonObject>> asked = new ConcurrentHashMap<>();
  private volatile Consumer<JsonObject> entries = entry -> {};
  private final AtomicLong ids = new AtomicLong();

  private Client(WebSocket socket) {
    this.socket = socket;
    socket.textMessageHandler(this::heard);
  }

  static Future<Client> connect(WebSocketClient http, URI chat, String token) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setAbsoluteURI(chat.resolve("/ws").toString().replaceFirst("http", "ws"))
            .setSubProtocols(List.of("chat.v1"));
    return http.connect(options)
        .map(Client::new)
        .compose(
            client ->
                client.ask("hello", new JsonObject().put("token", token)).map(hello -> client));
  }

  /** Without it, a session ends after 30 s. */
  void beat() {
    if (!socket.isClosed()) {
      ask("beat", new JsonObject());
    }
  }

  void onEntry(Consumer<JsonObject> listener) {
    entries = listener;
  }

  Future<JsonObject> ask(String op, JsonObject fields) {
    Promise<JsonObject> answer = Promise.promise();
    long id = ids.incrementAndGet();
    asked.put(id, answer);
    socket.writeTextMessage(fields.put("op", op).put("id", id).encode());
    return answer.future();
  }

  private void heard(String text) {
    JsonObject frame = new JsonObject(text);
    if (frame.containsKey("entry")) {
      entries.accept(frame.getJsonObject("entry"));
      return;
    }
    Promise<JsonObject> answer = asked.remove(frame.getLong("id", 0L));
    if (answer != null && frame.containsKey("ok")) {
      answer.complete(frame.getJsonObject("ok"));
    } else if (answer != null) {
      answer.fail(frame.encode());
    }
  }

  static int largestFrame() {
    return LARGE;
  }
}
