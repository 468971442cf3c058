package io.sotong.api;

import io.sotong.limit.Deadlines;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestValidator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the API and of the page. */
public final class ApiVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ApiVerticle.class);
  private static final String BASE = "/api/v1";
  private static final int IDLE_SECONDS = 75;

  /** A hundred of the longest ids in a query. */
  private static final int MAX_LINE_BYTES = 16 << 10;

  private static final int MAX_HEADER_BYTES = 16 << 10;

  private final ApiOptions options;
  private final Descriptions descriptions;
  private final Authenticator authenticator;
  private final ApiLimits limits;
  private final Map<String, Operation> operations;
  private final IntConsumer listening;

  /**
   * Makes an instance; several of them share a port.
   *
   * @param limits shared by all instances
   * @param routes what is served; of two that serve the same operation the later
   * @param listening is told the port
   */
  public ApiVerticle(
      ApiOptions options,
      Descriptions descriptions,
      Authenticator authenticator,
      ApiLimits limits,
      List<Routes> routes,
      IntConsumer listening) {
    this.options = options;
    this.descriptions = descriptions;
    this.authenticator = authenticator;
    this.limits = limits;
    this.operations = new HashMap<>();
    routes.forEach(some -> operations.putAll(some.operations()));
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    return Pages.load(vertx, options, descriptions)
        .compose(pages -> descriptions.contract(vertx).compose(contract -> open(contract, pages)));
  }

  private Future<?> open(OpenAPIContract contract, Pages pages) {
    Deadlines deadlines = new Deadlines(vertx);
    return listen(router(contract, pages, deadlines), deadlines);
  }

  private Router router(OpenAPIContract contract, Pages pages, Deadlines deadlines) {
    RouterBuilder builder = RouterBuilder.create(vertx, contract);
    Set<String> unserved = Door.unserved(builder, operations);
    if (!unserved.isEmpty()) {
      LOG.warn("nobody serves {}", unserved);
    }
    new Door(authenticator, limits, RequestValidator.create(vertx, contract), operations)
        .mount(builder);
    Router router = Router.router(vertx);
    router.route().handler(ctx -> timed(ctx, deadlines)).handler(ApiVerticle::secure);
    router.route("/api/*").handler(new Origins(options)::check);
    router.route(BASE + "/*").subRouter(builder.createRouter());
    router.route("/api/*").handler(new Signpost(BASE, contract)::show);
    pages.mount(router);
    for (int status : new int[] {400, 404, 405, 406, 413, 414, 415, 500}) {
      router.errorHandler(status, ctx -> refuse(ctx, status));
    }
    return router;
  }

  private static void timed(RoutingContext ctx, Deadlines deadlines) {
    deadlines.begun(ctx.request());
    ctx.addEndHandler(answered -> deadlines.answered(ctx.request().connection()));
    ctx.next();
  }

  private static void refuse(RoutingContext ctx, int status) {
    Throwable cause = ctx.failure();
    if (status == 500 && cause != null) {
      Problems.answer(ctx, cause);
    } else {
      Problems.answer(ctx, status);
    }
  }

  private static void secure(RoutingContext ctx) {
    HttpServerResponse response = ctx.response();
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("X-Frame-Options", "DENY");
    ctx.next();
  }

  private Future<?> listen(Router router, Deadlines deadlines) {
    HttpServerOptions server =
        new HttpServerOptions()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setIdleTimeout(IDLE_SECONDS)
            .setHandle100ContinueAutomatically(true)
            .setHttp2ClearTextEnabled(false);
    return vertx
        .createHttpServer(server)
        .connectionHandler(deadlines::opened)
        .requestHandler(router)
        .listen(options.port(), options.host())
        .map(HttpServer::actualPort)
        .onSuccess(listening::accept);
  }
}
