package io.sotong.blackbox;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's WebSocket for texts, with its one-send-at-a-time rule hidden and its fragments joined.
 */
final class WebSocketPipe implements WebSocket.Listener {
  private final StringBuilder fragments = new StringBuilder();
  private final Consumer<String> heard;
  private final Ended ended;
  private CompletableFuture<WebSocket> sent;

  /** Told once, when the connection is over. */
  interface Ended {
    void with(int code, String reason);
  }

  private WebSocketPipe(URI address, String subprotocol, Consumer<String> heard, Ended ended) {
    this.heard = heard;
    this.ended = ended;
    WebSocket.Builder builder = Api.HTTP.newWebSocketBuilder().connectTimeout(Link.SOON);
    if (!subprotocol.isEmpty()) {
      builder.subprotocols(subprotocol);
    }
    sent =
        CompletableFuture.completedFuture(
            Await.value("connected to " + address, Link.SOON, builder.buildAsync(address, this)));
  }

  /** Connects, with that subprotocol unless it is the empty one. */
  static WebSocketPipe open(URI address, String subprotocol, Consumer<String> heard, Ended ended) {
    return new WebSocketPipe(address, subprotocol, heard, ended);
  }

  synchronized void send(String text) {
    sent = sent.thenCompose(socket -> socket.sendText(text, true));
  }

  synchronized void close() {
    sent = sent.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""));
  }

  synchronized void cut() {
    sent = sent.whenComplete((socket, failure) -> abort(socket));
  }

  private void abort(@Nullable WebSocket socket) {
    if (socket != null) {
      socket.abort();
      ended.with(1006, "cut by the test");
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    fragments.append(data);
    if (last) {
      String text = fragments.toString();
      fragments.setLength(0);
      heard.accept(text);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    ended.with(code, reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    ended.with(1006, String.valueOf(error));
  }
}
