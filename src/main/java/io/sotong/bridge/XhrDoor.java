package io.sotong.bridge;

import io.sotong.model.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The two XHR transports of SockJS, for browsers behind something that stops WebSockets. We serve
 * them ourselves: the stock handler tells no close codes, and queues without bound.
 */
final class XhrDoor {
  private final Desk desk;
  private final Context context;

  XhrDoor(Desk desk, Context context) {
    this.desk = desk;
    this.context = context;
  }

  /** Lets someone in, or refuses and returns false. */
  @FunctionalInterface
  interface Entrance {
    boolean enter(HttpServerRequest request, String address);
  }

  /**
   * Answers a request, if it is one of the transports'; the path names {@code id} and {@code what}.
   */
  boolean handle(HttpServerRequest request, String id, String what, Entrance entrance) {
    switch (what) {
      case "xhr" -> poll(request, id, false, entrance);
      case "xhr_streaming" -> poll(request, id, true, entrance);
      case "xhr_send" -> send(request, id);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void poll(HttpServerRequest request, String id, boolean streams, Entrance entrance) {
    Map<String, XhrLine> lines = desk.gate().xhrLines();
    @Nullable XhrLine line = lines.get(id);
    if (line == null) {
      String address = Doorway.address(request);
      if (!entrance.enter(request, address)) {
        return;
      }
      line = new XhrLine(context, desk, address);
      @Nullable XhrLine other = lines.putIfAbsent(id, line);
      if (other != null) { // two first polls at once, on two event loops
        line.gone();
        line = other;
      }
    }
    XhrLine to = line;
    XhrAnswer answer = new XhrAnswer(context, request.response(), streams);
    request
        .response()
        .exceptionHandler(broken -> {})
        .closeHandler(gone -> to.context().runOnContext(there -> to.brokenOff(answer)));
    to.context().runOnContext(there -> to.attach(answer));
  }

  private void send(HttpServerRequest request, String id) {
    @Nullable XhrLine line = desk.gate().xhrLines().get(id);
    if (line == null) {
      Doorway.refuse(request, ErrorCode.NOT_FOUND, 0);
      return;
    }
    if (announced(request) > SocketLine.MAX_BYTES) {
      tooLarge(request, line);
      return;
    }
    Buffer body = Buffer.buffer();
    request
        .exceptionHandler(broken -> {})
        .handler(chunk -> take(request, line, body, chunk))
        .endHandler(
            end ->
                line.context()
                    .runOnContext(there -> line.receive(body.getBytes(), () -> accepted(request))));
  }

  /** Counted as it comes: the standard client in Node announces no length. */
  private static void take(HttpServerRequest request, XhrLine line, Buffer body, Buffer chunk) {
    body.appendBuffer(chunk);
    if (body.length() > SocketLine.MAX_BYTES) {
      tooLarge(request, line);
    }
  }

  /**
   * The rest is read and thrown away, up to twice what may be sent: who is still writing when the
   * connection ends never hears why.
   */
  private static void tooLarge(HttpServerRequest request, XhrLine line) {
    line.context().runOnContext(there -> line.tooLarge());
    Doorway.refuse(request, ErrorCode.TOO_LARGE, 0);
    int[] left = {2 * SocketLine.MAX_BYTES};
    request
        .exceptionHandler(broken -> {})
        .handler(
            chunk -> {
              left[0] -= chunk.length();
              if (left[0] < 0) {
                request.connection().close();
              }
            })
        .endHandler(read -> {});
  }

  /** The length that the client announced; 0 if it announced none. */
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void accepted(HttpServerRequest request) {
    context.runOnContext(
        here -> {
          if (!request.response().closed() && !request.response().ended()) {
            request
                .response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
          }
        });
  }
}
