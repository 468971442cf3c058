package io.sotong.blackbox;

import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A SockJS connection, as much of its protocol as a client needs: frames {@code o}, {@code h},
 * {@code a[…]}, {@code c[…]}.
 */
final class SockJs {
  private final Consumer<String> heard;
  private final WebSocketPipe.Ended ended;
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final Wire wire;

  /** The transports that the contract promises. */
  enum Transport {
    WEBSOCKET,
    XHR_STREAMING,
    XHR_POLLING
  }

  private interface Wire {
    void send(String message);

    void close();

    void cut();
  }

  private SockJs(URI base, Transport transport, Consumer<String> heard, WebSocketPipe.Ended ended) {
    this.heard = heard;
    this.ended = ended;
    String session =
        base + "/000/" + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
    wire =
        transport == Transport.WEBSOCKET
            ? new Socket(session)
            : new Xhr(session, transport == Transport.XHR_STREAMING);
  }

  /** Connects and returns once the server has opened the session. */
  static SockJs open(
      URI base, Transport transport, Consumer<String> heard, WebSocketPipe.Ended ended) {
    SockJs connection = new SockJs(base, transport, heard, ended);
    Await.value("SockJS opened over " + transport, Link.SOON, connection.opened);
    return connection;
  }

  void send(String message) {
    wire.send(message);
  }

  void close() {
    wire.close();
  }

  void cut() {
    wire.cut();
  }

  private void frame(String frame) {
    if (frame.isEmpty()) {
      return;
    }
    switch (frame.charAt(0)) {
      case 'o' -> opened.complete(null);
      case 'a' ->
          new JsonArray(frame.substring(1)).forEach(message -> heard.accept((String) message));
      case 'c' -> {
        JsonArray close = new JsonArray(frame.substring(1));
        over(close.getInteger(0), close.getString(1));
      }
      default -> {} // heartbeats, and the prelude of xhr-streaming
    }
  }

  private void over(int code, String reason) {
    opened.completeExceptionally(
        new IllegalStateException("SockJS closed with " + code + " " + reason));
    ended.with(code, reason);
  }

  private final class Socket implements Wire {
    private final WebSocketPipe pipe;

    Socket(String session) {
      URI address = URI.create(session.replaceFirst("^http", "ws") + "/websocket");
      pipe = WebSocketPipe.open(address, "", SockJs.this::frame, SockJs.this::over);
    }

    @Override
    public void send(String message) {
      pipe.send(new JsonArray().add(message).encode());
    }

    @Override
    public void close() {
      pipe.close();
    }

    @Override
    public void cut() {
      pipe.cut();
    }
  }

  /** Both XHR transports: they differ only in how much one response brings. */
  private final class Xhr implements Wire {
    private final String session;
    private final boolean streaming;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private volatile boolean over;
    private volatile Flow.@Nullable Subscription reading;

    Xhr(String session, boolean streaming) {
      this.session = session;
      this.streaming = streaming;
      poll();
    }

    private void poll() {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(session + (streaming ? "/xhr_streaming" : "/xhr")))
              .POST(BodyPublishers.noBody())
              .build();
      CompletableFuture<?> unused =
          Api.HTTP
              .sendAsync(request, BodyHandlers.fromLineSubscriber(new Lines()))
              .whenComplete(
                  (response, failure) ->
                      polled(failure == null ? response.statusCode() : 0, String.valueOf(failure)));
    }

    private void polled(int status, String failure) {
      if (over) {
        return;
      }
      if (status == 200) {
        poll();
      } else {
        end(1006, "polling answered " + (status == 0 ? failure : status));
      }
    }

    private void end(int code, String reason) {
      if (!over) {
        over = true;
        SockJs.this.over(code, reason);
      }
    }

    @Override
    public synchronized void send(String message) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(session + "/xhr_send"))
              .header("Content-Type", "text/plain")
              .POST(
                  BodyPublishers.ofString(
                      new JsonArray().add(message).encode(), StandardCharsets.UTF_8))
              .build();
      sent =
          sent.thenCompose(before -> Api.HTTP.sendAsync(request, BodyHandlers.ofString()))
              .whenComplete(
                  (response, failure) -> accepted(response == null ? 0 : response.statusCode()));
    }

    private void accepted(int status) {
      if (status != 204) {
        end(1006, "xhr_send answered " + status);
      }
    }

    @Override
    public void close() {
      cut();
    }

    @Override
    public void cut() {
      end(1006, "cut by the test");
      Flow.Subscription response = reading;
      if (response != null) {
        response.cancel();
      }
    }

    private final class Lines implements Flow.Subscriber<String> {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        reading = subscription;
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(String line) {
        if (line.startsWith("c[")) {
          over = true;
        }
        frame(line);
      }

      @Override
      public void onError(Throwable error) {} // the response's own future fails too

      @Override
      public void onComplete() {}
    }
  }
}
