package io.sotong.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Answers {@code GET /live}, {@code GET /ready}, {@code GET /metrics} (Prometheus) and {@code POST
 * /drain}. It has no authentication: bind it to where only operators are.
 */
public final class ManagementServer {
  private static final int SMALL = 8_192;

  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final Runnable drain;
  private final HttpServer server;

  /** Makes one; {@code drain} is called for {@code POST /drain} and returns at once. */
  public ManagementServer(
      Vertx vertx, Health health, PrometheusMeterRegistry metrics, Runnable drain) {
    this.health = health;
    this.metrics = metrics;
    this.drain = drain;
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
      default -> response.setStatusCode(HttpMethod.GET.equals(request.method()) ? 404 : 405).end();
    }
  }
}
