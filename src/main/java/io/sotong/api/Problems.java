package io.sotong.api;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.protocol.Json;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells clients what went wrong, as RFC 9457 problems with a {@code code}. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final Map<ErrorCode, Long> WAIT_MS =
      Map.of(
          ErrorCode.RATE_LIMITED, 1_000L,
          ErrorCode.UNAVAILABLE, 1_000L,
          ErrorCode.NO_CHAT_SERVER, 2_000L);

  private Problems() {}

  /** Answers what {@code cause} means; whoever caused an {@code internal} one is logged. */
  static void answer(RoutingContext ctx, Throwable cause) {
    if (cause instanceof InvalidFields fields) {
      write(ctx, 422, ErrorCode.INVALID, String.valueOf(cause.getMessage()), fields.messages());
      return;
    }
    if (cause instanceof ValidatorException) {
      answer(ctx, new ChatException(ErrorCode.BAD_REQUEST, String.valueOf(cause.getMessage())));
      return;
    }
    if (!(cause instanceof ChatException)) {
      LOG.error("{} {} failed", ctx.request().method(), ctx.normalizedPath(), cause);
    }
    ChatException refusal = ChatException.from(cause);
    long waitMs =
        refusal.retryAfterMs() > 0
            ? refusal.retryAfterMs()
            : WAIT_MS.getOrDefault(refusal.code(), 0L);
    if (waitMs > 0) {
      ctx.response().putHeader("Retry-After", Long.toString((waitMs + 999) / 1_000));
    }
    write(ctx, refusal.code().status(), refusal.code(), refusal.detail(), Map.of());
  }

  /** Answers a status that Vert.x itself came to: no such path, another method, too large. */
  static void answer(RoutingContext ctx, int status) {
    ErrorCode code =
        switch (status) {
          case 404 -> ErrorCode.NOT_FOUND;
          case 413, 414, 431 -> ErrorCode.TOO_LARGE;
          default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL;
        };
    String detail =
        switch (status) {
          case 404 -> "There is no such address.";
          case 405 -> "This address does not take " + ctx.request().method() + ".";
          case 413 -> "The request has more bytes than this call takes.";
          default -> status < 500 ? "The request cannot be understood." : "internal error";
        };
    write(ctx, status, code, detail, Map.of());
  }

  private static void write(
      RoutingContext ctx, int status, ErrorCode code, String detail, Map<String, String> errors) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store");
    if (status == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    response.end(
        Json.object(
                json -> {
                  json.writeStringField("type", "about:blank");
                  json.writeStringField("title", title(status));
                  json.writeNumberField("status", status);
                  json.writeStringField("detail", detail);
                  json.writeStringField("code", code.text());
                  if (!errors.isEmpty()) {
                    json.writeArrayFieldStart("errors");
                    for (Map.Entry<String, String> error : errors.entrySet()) {
                      json.writeStartObject();
                      json.writeStringField("field", error.getKey());
                      json.writeStringField("message", error.getValue());
                      json.writeEndObject();
                    }
                    json.writeEndArray();
                  }
                })
            .plain());
  }

  /** The status's own name, which is what RFC 9457 asks for beside {@code about:blank}. */
  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 413 -> "Content Too Large";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      default -> "HTTP " + status;
    };
  }
}
