package io.sotong.limit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * Closes connections that send too slowly: an idle timeout alone is satisfied by one byte a minute.
 * Used on one event loop.
 */
public final class Deadlines {
  private static final long FIRST_HEADERS_MS = 10_000;

  /** For the longest body at 35 KiB/s. */
  private static final long BODY_MS = 60_000;

  /** From an answer to the whole header of the next request. */
  private static final long NEXT_HEADERS_MS = 75_000;

  private final Vertx vertx;
  private final Map<HttpConnection, Long> timers = new HashMap<>();

  /** Makes one for the server of one verticle instance. */
  public Deadlines(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Somebody has connected, and has 10 s for the first header. */
  public void opened(HttpConnection connection) {
    connection.closeHandler(closed -> disarm(connection));
    arm(connection, FIRST_HEADERS_MS);
  }

  /** A header is here; the body has 60 s. What becomes a socket is left to those who serve it. */
  public void begun(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    if (HttpMethod.GET.equals(request.method())
        && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      disarm(connection);
      return;
    }
    arm(connection, BODY_MS);
    request.end().onSuccess(read -> read(request));
  }

  private void read(HttpServerRequest request) {
    if (!request.response().ended()) {
      disarm(request.connection());
    }
  }

  /** A request was answered; the whole header of the next has 75 s. */
  public void answered(HttpConnection connection) {
    arm(connection, NEXT_HEADERS_MS);
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
