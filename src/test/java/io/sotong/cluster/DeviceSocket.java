package io.sotong.cluster;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One plain WebSocket of the contract; what it hears it tells on one executor, in order. */
final class DeviceSocket implements WebSocket.Listener {
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(4);

  private final StringBuilder fragments = new StringBuilder();
  private final Executor executor;
  private final Owner owner;
  private CompletableFuture<WebSocket> sent = new CompletableFuture<>();

  /** Whoever is told; also of what comes after {@link #cut}. */
  interface Owner {
    void heard(DeviceSocket from, JsonObject frame);

    void ended(DeviceSocket from, int code);
  }

  private DeviceSocket(Executor executor, Owner owner) {
    this.executor = executor;
    this.owner = owner;
  }

  /** Connects; fails if the server does not answer within 4 s. */
  static CompletableFuture<DeviceSocket> open(
      HttpClient http, URI address, Executor executor, Owner owner) {
    DeviceSocket socket = new DeviceSocket(executor, owner);
    socket.sent =
        http.newWebSocketBuilder()
            .connectTimeout(OPEN_WITHIN)
            .subprotocols("chat.v1")
            .buildAsync(address, socket);
    return socket.sent.thenApply(open -> socket);
  }

  synchronized void send(JsonObject frame) {
    sent = sent.thenCompose(socket -> socket.sendText(frame.encode(), true));
  }

  /** Ends the connection without a word. */
  synchronized void cut() {
    sent =
        sent.thenApply(
            socket -> {
              socket.abort();
              return socket;
            });
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    fragments.append(data);
    if (last) {
      JsonObject frame = new JsonObject(fragments.toString());
      fragments.setLength(0);
      executor.execute(() -> owner.heard(this, frame));
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    executor.execute(() -> owner.ended(this, code));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    executor.execute(() -> owner.ended(this, 1006));
  }
}
