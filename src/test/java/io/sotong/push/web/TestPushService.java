package io.sotong.push.web;

import io.sotong.account.Waiting;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A push service that keeps what it is given, and answers as it is told. */
public final class TestPushService implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final Queue<BiConsumer<HttpServerRequest, Delivery>> answers =
      new ConcurrentLinkedQueue<>();

  /** A message as it came. */
  public record Delivery(String path, MultiMap headers, Buffer body) {}

  public TestPushService() {
    server =
        Waiting.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request, Buffer body) {
    Delivery delivery = new Delivery(request.path(), request.headers(), body);
    BiConsumer<HttpServerRequest, Delivery> answer = answers.poll();
    if (answer != null) {
      answer.accept(request, delivery);
    } else {
      deliveries.add(delivery);
      request.response().setStatusCode(201).end();
    }
  }

  /** As an operator would name it. */
  public String origin() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** The next request is answered so, and not kept; those after it again as all are. */
  public void next(BiConsumer<HttpServerRequest, Delivery> answer) {
    answers.add(answer);
  }

  /** What was accepted. */
  public List<Delivery> deliveries() {
    return deliveries;
  }

  /** What was accepted for a browser at {@code path}, as it reads it. */
  public List<String> read(String path, TestBrowser browser) {
    return deliveries.stream()
        .filter(delivery -> delivery.path().equals(path))
        .map(delivery -> browser.decrypt(delivery.body().getBytes()))
        .toList();
  }

  @Override
  public void close() {
    Waiting.await(vertx.close());
  }
}
