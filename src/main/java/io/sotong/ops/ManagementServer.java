package io.sotong.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sotong.model.ChatException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.Function;

/**
 * Answers {@code GET /live}, {@code GET /ready}, {@code GET /metrics} (Prometheus) and {@code POST
 * /drain} without asking who it is, so bind it to where only operators are; and {@link Operator}'s
 * calls for whoever shows the operator's key.
 */
public final class ManagementServer {
  private static final int SMALL = 8_192;

  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final Runnable drain;
  private final Operator operator;
  private final HttpServer server;

  /**
   * What is done for the operator only.
   *
   * @param key what must be shown
   * @param calls by method and path, such as {@code POST /token}; each takes the request's body and
   *     answers with text, or fails as the operator is to be told
   */
  public record Operator(String key, Map<String, Function<String, Future<String>>> calls) {
    @Override
    public String toString() {
      return "Operator[redacted]";
    }

    boolean allows(String authorization) {
      return MessageDigest.isEqual(
          authorization.getBytes(StandardCharsets.UTF_8),
          ("Bearer " + key).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Makes one; {@code drain} is called for {@code POST /drain} and returns at once. */
  public ManagementServer(
      Vertx vertx,
      Health health,
      PrometheusMeterRegistry metrics,
      Runnable drain,
      Operator operator) {
    this.health = health;
    this.metrics = metrics;
    this.drain = drain;
    this.operator = operator;
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxHeaderSize(SMALL)
            .setIdleTimeout(30)
            .setHttp2ClearTextEnabled(false);
    this.server = vertx.createHttpServer(options).requestHandler(this::answer);
  }

  /** Listens; completes with the port, fails if it is taken. */
  public Future<Integer> start(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  /** Answers no longer. */
  public Future<Void> stop() {
    return server.close();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String call = request.method() + " " + request.path();
    switch (call) {
      case "GET /live" -> response.end("live\n");
      case "GET /ready" ->
          response
              .setStatusCode(health.ready() ? 200 : 503)
              .end(health.state().name().toLowerCase(java.util.Locale.ROOT) + '\n');
      case "GET /metrics" ->
          response
              .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
              .end(metrics.scrape());
      case "POST /drain" -> {
        drain.run();
        response.setStatusCode(202).end("draining\n");
      }
      default -> {
        Function<String, Future<String>> its = operator.calls().get(call);
        if (its != null) {
          operate(request, its);
        } else {
          response.setStatusCode(HttpMethod.GET.equals(request.method()) ? 404 : 405).end();
        }
      }
    }
  }

  private void operate(HttpServerRequest request, Function<String, Future<String>> call) {
    HttpServerResponse response = request.response();
    if (!operator.allows(String.valueOf(request.getHeader("Authorization")))) {
      response.setStatusCode(401).end();
      return;
    }
    request
        .body()
        .compose(body -> call.apply(body.toString()))
        .onSuccess(text -> response.end(text + '\n'))
        .onFailure(
            cause -> {
              ChatException refusal = ChatException.from(cause);
              response.setStatusCode(refusal.code().status()).end(refusal.code().text() + '\n');
            });
  }
}
