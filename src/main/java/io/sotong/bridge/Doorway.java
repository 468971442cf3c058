package io.sotong.bridge;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Every request to the chat port comes through here: Origin first, then the path, then the gate.
 * One for each instance of the verticle.
 */
final class Doorway {
  static final String SUBPROTOCOL = "chat.v1";

  private static final String SOCKJS = "/eventbus";

  private final Desk desk;
  private final ContextInternal context;
  private final XhrDoor xhr;

  Doorway(Desk desk, ContextInternal context) {
    xhr = new XhrDoor(desk, context);
    this.desk = desk;
    this.context = context;
  }

  void handle(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (!desk.gate()
        .origins()
        .allow(Optional.ofNullable(origin), Optional.ofNullable(request.authority()))) {
      refuse(request, ErrorCode.FORBIDDEN, 0);
      return;
    }
    if (origin != null) {
      request
          .response()
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
          .putHeader(HttpHeaders.VARY, "Origin");
    }
    String path = request.path();
    if ("/ws".equals(path)) {
      List<String> spoken = protocols(request);
      if (spoken.isEmpty() || spoken.contains(SUBPROTOCOL)) {
        socket(request, PlainDialect.PLAIN);
      } else {
        refuse(request, ErrorCode.BAD_REQUEST, 0);
      }
    } else if (path != null && (path.equals(SOCKJS) || path.startsWith(SOCKJS + '/'))) {
      sockJs(request, List.of(path.substring(SOCKJS.length()).split("/", -1)));
    } else {
      refuse(request, ErrorCode.NOT_FOUND, 0);
    }
  }

  /** {@code path} begins with an empty part, or is just that. */
  private void sockJs(HttpServerRequest request, List<String> path) {
    boolean get = HttpMethod.GET.equals(request.method());
    boolean named = path.size() == 4 && isName(path.get(1)) && isName(path.get(2));
    if (HttpMethod.OPTIONS.equals(request.method())) {
      preflight(request);
    } else if (get && path.size() == 2 && path.get(1).equals("websocket")) {
      socket(request, BridgeDialect.BARE);
    } else if (named
        && HttpMethod.POST.equals(request.method())
        && xhr.handle(request, path.get(2), path.get(3), this::entered)) {
      return;
    } else if (get && named && path.get(3).equals("websocket")) {
      socket(request, BridgeDialect.SOCKJS);
    } else if (get && path.size() == 2 && path.get(1).equals("info")) {
      info(request.response());
    } else if (get && (path.size() == 1 || path.size() == 2 && path.get(1).isEmpty())) {
      request
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
          .end("Welcome to SockJS!\n");
    } else {
      refuse(request, ErrorCode.NOT_FOUND, 0);
    }
  }

  private static boolean isName(String part) {
    return !part.isEmpty() && part.length() <= 128 && part.indexOf('.') < 0;
  }

  private static void preflight(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    String wanted = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    if (wanted != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "content-type");
    }
    response
        .setStatusCode(204)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "OPTIONS, GET, POST")
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "3600")
        .end();
  }

  private static void info(HttpServerResponse response) {
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-cache, must-revalidate, max-age=0")
        .end(
            "{\"websocket\":true,\"origins\":[\"*:*\"],\"cookie_needed\":false,\"entropy\":"
                + ThreadLocalRandom.current().nextLong(1L << 32)
                + '}');
  }

  private void socket(HttpServerRequest request, Dialect dialect) {
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      request.response().setStatusCode(426).putHeader(HttpHeaders.UPGRADE, "websocket").end();
      return;
    }
    String address = address(request);
    if (entered(request, address)) {
      request
          .toWebSocket()
          .onSuccess(socket -> takeOver(socket, dialect, address))
          .onFailure(cause -> desk.gate().settled(address));
    }
  }

  /**
   * In a turn of its own: Vert.x is still at work on the pipeline when it tells of the handshake.
   */
  private void takeOver(ServerWebSocket socket, Dialect dialect, String address) {
    var channel = ((WebSocketInternal) socket).channelHandlerContext().channel();
    channel
        .eventLoop()
        .execute(
            () ->
                context.dispatch(
                    () -> SocketLine.takeOver(channel, context, dialect, desk, address)));
  }

  private boolean entered(HttpServerRequest request, String address) {
    try {
      desk.gate().enter(address);
      return true;
    } catch (ChatException e) {
      refuse(request, e.code(), e.retryAfterMs());
      return false;
    }
  }

  static String address(HttpServerRequest request) {
    return Optional.ofNullable(request.remoteAddress().hostAddress()).orElse("");
  }

  private static List<String> protocols(HttpServerRequest request) {
    return request.headers().getAll("Sec-WebSocket-Protocol").stream()
        .flatMap(line -> List.of(line.split("\\s*,\\s*")).stream())
        .map(String::strip)
        .toList();
  }

  static void refuse(HttpServerRequest request, ErrorCode code, long retryAfterMs) {
    HttpServerResponse response = request.response().setStatusCode(code.status());
    if (retryAfterMs > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString((retryAfterMs + 999) / 1_000));
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end("{\"status\":" + code.status() + ",\"code\":\"" + code.text() + "\"}");
  }
}
