package io.sotong.api;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.origin.Origins;
import io.sotong.origin.Page;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * Lets only the pages of the server itself and of the allow-list use the API from a browser. A
 * client that sends no {@code Origin} is no browser, and passes.
 */
final class CrossOrigin {
  private static final String CORS_MAX_AGE_SECONDS = "600";

  private final Origins origins;

  CrossOrigin(ApiOptions options) {
    List<Page> own =
        options.publicUrl().isPresent()
            ? List.of(new Page(options.publicUrl(), options.port()))
            : List.of();
    origins = new Origins(options.allowedOrigins(), () -> own);
  }

  void check(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      ctx.next();
      return;
    }
    if (!origins.allow(Optional.of(origin), Optional.ofNullable(request.authority()))) {
      Problems.answer(
          ctx, new ChatException(ErrorCode.FORBIDDEN, "Pages of this origin may not call this."));
      return;
    }
    HttpServerResponse response = ctx.response();
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
        .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After")
        .putHeader(HttpHeaders.VARY, "Origin");
    if (request.method().equals(HttpMethod.OPTIONS)) {
      response
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE")
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type")
          .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, CORS_MAX_AGE_SECONDS)
          .setStatusCode(204)
          .end();
      return;
    }
    ctx.next();
  }
}
