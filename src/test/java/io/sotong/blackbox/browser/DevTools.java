package io.sotong.blackbox.browser;

import io.sotong.blackbox.Await;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Chromium's DevTools protocol over the JDK's WebSocket: commands with their answers, and events by
 * session. Commands may come from any thread; events are told on the socket's own.
 */
final class DevTools implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Chromium's words for it, which has no code of its own for them. */
  private static final Pattern LEFT =
      Pattern.compile(
          "navigated or closed|context was destroyed|Cannot find .*context|Promise was collected");

  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();

  DevTools(URI address) {
    socket =
        Await.value(
            "the browser listens",
            ANSWER_WITHIN,
            HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Frames()));
  }

  /** Hears the events of a session. */
  void listen(String session, Consumer<JsonObject> listener) {
    listeners.put(session, listener);
  }

  /** The page went to another document before it had answered. */
  static final class Left extends AssertionError {
    private static final long serialVersionUID = 1L;

    private Left(String why) {
      super(why);
    }
  }

  /** A command to one session, or to the browser itself; the result, or an error that names it. */
  JsonObject call(Optional<String> session, String method, JsonObject parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answered = new CompletableFuture<>();
    waiting.put(id, answered);
    JsonObject command =
        new JsonObject().put("id", id).put("method", method).put("params", parameters);
    session.ifPresent(name -> command.put("sessionId", name));
    synchronized (socket) {
      Await.value(method, ANSWER_WITHIN, socket.sendText(command.encode(), true));
    }
    JsonObject answer = Await.value(method, ANSWER_WITHIN, answered);
    if (answer.containsKey("error")) {
      String why = method + ": " + answer.getJsonObject("error").encode();
      throw LEFT.matcher(why).find() ? new Left(why) : new AssertionError(why);
    }
    return answer.getJsonObject("result");
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void hear(JsonObject frame) {
    if (frame.containsKey("id")) {
      CompletableFuture<JsonObject> answered = waiting.remove(frame.getInteger("id"));
      if (answered != null) {
        answered.complete(frame);
      }
      return;
    }
    Consumer<JsonObject> listener = listeners.get(frame.getString("sessionId", ""));
    if (listener != null) {
      listener.accept(frame);
    }
  }

  private final class Frames implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        JsonObject frame = new JsonObject(text.toString());
        text.setLength(0);
        hear(frame);
      }
      from.request(1);
      return CompletableFuture.completedFuture(part);
    }
  }
}
