package io.sotong.push;

import io.sotong.account.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A provider's service, played by a test: it answers as it is told, else as the provider does. */
public abstract class TestService implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Queue<Consumer<HttpServerRequest>> answers = new ConcurrentLinkedQueue<>();

  protected TestService(HttpServerOptions options) {
    server = vertx.createHttpServer(options);
  }

  /** Takes requests from now on, once all that {@link #serve} needs is there. */
  protected final void listen() {
    server.requestHandler(request -> request.body().onSuccess(body -> take(request, body)));
    Waiting.await(server.listen(0, "127.0.0.1"));
  }

  private void take(HttpServerRequest request, Buffer body) {
    Consumer<HttpServerRequest> answer = answers.poll();
    if (answer != null) {
      answer.accept(request);
    } else {
      serve(request, body);
    }
  }

  /** What the provider would do. */
  protected abstract void serve(HttpServerRequest request, Buffer body);

  public int port() {
    return server.actualPort();
  }

  /** The next request is answered so; those after it again as the provider does. */
  public void next(Consumer<HttpServerRequest> answer) {
    answers.add(answer);
  }

  @Override
  public void close() {
    Waiting.await(vertx.close());
  }
}
