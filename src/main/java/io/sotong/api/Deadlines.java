package io.sotong.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections that send too slowly: an idle timeout alone is satisfied by one byte a minute.
 * Used on one event loop.
 */
final class Deadlines {
  private static final long FIRST_HEADERS_MS = 10_000;

  /** For the longest body at 35 KiB/s. */
  private static final long BODY_MS = 60_000;

  /** From an answer to the whole header of the next request. */
  private static final long NEXT_HEADERS_MS = 75_000;

  private final Vertx vertx;
  private final Map<HttpConnection, Long> timers = new HashMap<>();

  Deadlines(Vertx vertx) {
    this.vertx = vertx;
  }

  void opened(HttpConnection connection) {
    connection.closeHandler(closed -> disarm(connection));
    arm(connection, FIRST_HEADERS_MS);
  }

  void begun(RoutingContext ctx) {
    HttpConnection connection = ctx.request().connection();
    arm(connection, BODY_MS);
    ctx.request().end().onSuccess(read -> disarmUnlessAnswered(ctx));
    ctx.addEndHandler(answered -> arm(connection, NEXT_HEADERS_MS));
    ctx.next();
  }

  private void disarmUnlessAnswered(RoutingContext ctx) {
    if (!ctx.response().ended()) {
      disarm(ctx.request().connection());
    }
  }

  private void arm(HttpConnection connection, long ms) {
    disarm(connection);
    timers.put(
        connection,
        vertx.setTimer(
            ms,
            late -> {
              timers.remove(connection);
              connection.close();
            }));
  }

  private void disarm(HttpConnection connection) {
    Long timer = timers.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
