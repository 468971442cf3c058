package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The unmodified {@code @vertx/eventbus-bridge-client.js} over {@code sockjs-client}, in a Node
 * process of its own, driven line by line.
 */
final class OfficialBridgeLink extends Link implements Bridge {
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonObject>> handlers = new ConcurrentHashMap<>();
  private final Pushes errors = new Pushes();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final Process node;

  private OfficialBridgeLink(URI address, String transport) {
    try {
      node =
          new ProcessBuilder("node", "bridge.js", address.toString(), transport)
              .directory(NodeModules.directory().toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread reader = new Thread(this::readOn, "what Node says");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Connects over {@code websocket}, {@code xhr-streaming} or {@code xhr-polling}; skips the test
   * when there is no Node.
   */
  static OfficialBridgeLink open(URI address, String transport) {
    OfficialBridgeLink link = new OfficialBridgeLink(address, transport);
    Await.value("the official client opened over " + transport, SOON, link.opened);
    return link;
  }

  @Override
  public CompletableFuture<JsonObject> ask(String op, JsonObject body) {
    return sendTo("chat.v1." + op, body);
  }

  @Override
  public void tell(String op, JsonObject body) {
    wish("tell", "chat.v1." + op, body, 0);
  }

  @Override
  public CompletableFuture<JsonObject> sendTo(String address, JsonObject body) {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonObject> reply = new CompletableFuture<>();
    waiting.put(number, reply);
    wish("send", address, body, number);
    return reply;
  }

  @Override
  public void publish(String address, JsonObject body) {
    wish("publish", address, body, 0);
  }

  @Override
  public void register(String address, Consumer<JsonObject> handler) {
    handlers.put(address, handler);
    wish("register", address, new JsonObject(), 0);
  }

  @Override
  public Pushes errors() {
    return errors;
  }

  @Override
  public void cut() {
    silence();
    node.destroyForcibly();
  }

  @Override
  public void close() {
    silence();
    if (node.isAlive()) {
      wish("close", "", new JsonObject(), 0);
    }
    CompletableFuture<?> unused =
        node.onExit()
            .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
            .whenComplete((ended, late) -> node.destroyForcibly());
  }

  @Override
  void startPushes(JsonObject ok) {
    register("chat.v1.mailbox." + ok.getString("userId"), pushes()::add);
  }

  private synchronized void wish(String what, String address, JsonObject body, int number) {
    JsonObject wish =
        new JsonObject().put("do", what).put("n", number).put("address", address).put("body", body);
    try {
      node.getOutputStream().write((wish.encode() + "\n").getBytes(StandardCharsets.UTF_8));
      node.getOutputStream().flush();
    } catch (IOException e) {
      over(1006, "Node is gone: " + e);
    }
  }

  private void readOn() {
    try (BufferedReader lines = node.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        heard(new JsonObject(line));
      }
      over(1006, "Node ended");
    } catch (IOException e) {
      over(1006, "Node is gone: " + e);
    }
  }

  private void heard(JsonObject event) {
    switch (event.getString("is")) {
      case "open" -> opened.complete(null);
      case "push" ->
          handlers
              .getOrDefault(event.getString("address"), errors::add)
              .accept(event.getJsonObject("body"));
      case "error" -> errors.add(event.getJsonObject("frame"));
      case "close" -> over(event.getInteger("code"), event.getString("reason"));
      case "reply" -> asked(event).complete(event.getJsonObject("body"));
      case "failure" -> asked(event).completeExceptionally(refused(event));
      default -> throw new IllegalStateException("the driver said " + event);
    }
  }

  private CompletableFuture<JsonObject> asked(JsonObject event) {
    CompletableFuture<JsonObject> reply = waiting.remove(event.getInteger("n"));
    return reply == null ? new CompletableFuture<>() : reply;
  }

  private static Refused refused(JsonObject event) {
    int status = event.getInteger("failureCode", 0);
    return new Refused(event.getString("message", ""), status, false, 0, event.encode());
  }

  private void over(int code, String reason) {
    ended(code, reason);
    IllegalStateException failure = new IllegalStateException("closed with " + code + " " + reason);
    opened.completeExceptionally(failure);
    waiting.values().forEach(reply -> reply.completeExceptionally(failure));
  }
}
