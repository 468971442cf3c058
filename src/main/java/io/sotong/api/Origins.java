package io.sotong.api;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Lets only the pages of the server itself and of the allow-list use the API from a browser. A
 * client that sends no {@code Origin} is no browser, and passes.
 */
final class Origins {
  private static final String CORS_MAX_AGE_SECONDS = "600";

  private final Set<String> allowed = new HashSet<>();

  Origins(ApiOptions options) {
    options.allowedOrigins().forEach(origin -> allowed.add(origin.toLowerCase(Locale.ROOT)));
    options.publicUrl().ifPresent(url -> allowed.add(originOf(url)));
  }

  private static String originOf(URI url) {
    return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
  }

  void check(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || isOwn(request, origin)) {
      ctx.next();
      return;
    }
    if (!allowed.contains(origin.toLowerCase(Locale.ROOT))) {
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

  /** A page that came from the very name and port at which it now calls. */
  private static boolean isOwn(HttpServerRequest request, String origin) {
    String host = request.getHeader(HttpHeaders.HOST);
    return host != null
        && (origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host));
  }
}
