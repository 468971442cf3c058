package io.sotong.api;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request that fits the contract. */
public final class Call {
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+]");

  private final RoutingContext ctx;
  private final ValidatedRequest request;

  Call(RoutingContext ctx, ValidatedRequest request) {
    this.ctx = ctx;
    this.request = request;
  }

  /** Who asks; for operations that the contract does not leave open. */
  public Caller caller() {
    Caller caller = ctx.get(Door.CALLER);
    if (caller == null) {
      throw new IllegalStateException("this operation is open to all");
    }
    return caller;
  }

  /** A text in the path. */
  public String path(String name) {
    return text(request.getPathParameters().get(name)).orElse("");
  }

  /** An id in the path; {@code not_found} if it could be none. */
  public <T> T pathId(String name, Function<String, T> type) {
    String text = path(name);
    if (!Ids.isId(text)) {
      throw new ChatException(ErrorCode.NOT_FOUND, "There is no such thing.");
    }
    return type.apply(text);
  }

  /** A number in the path. */
  public long pathNumber(String name) {
    RequestParameter parameter = request.getPathParameters().get(name);
    Long number = parameter == null ? null : parameter.getLong();
    return number == null ? 0 : number;
  }

  /** A text in the query. */
  public Optional<String> query(String name) {
    return text(request.getQuery().get(name));
  }

  /** A number in the query. */
  public OptionalLong queryNumber(String name) {
    RequestParameter parameter = request.getQuery().get(name);
    Long number = parameter == null ? null : parameter.getLong();
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** A list in the query; empty if it is not there. */
  public List<String> queryList(String name) {
    RequestParameter parameter = request.getQuery().get(name);
    return parameter == null || parameter.isNull() || parameter.getJsonArray() == null
        ? List.of()
        : parameter.getJsonArray().stream().map(String::valueOf).toList();
  }

  /** The JSON object in the body. */
  public JsonObject body() {
    return request.getBody().getJsonObject();
  }

  /** The host by which the client reached this port, without the port; safe to put into a URL. */
  public String host() {
    return host(ctx);
  }

  static String host(RoutingContext ctx) {
    HostAndPort authority = ctx.request().authority();
    String host = authority == null ? "" : authority.host();
    return HOST.matcher(host).matches() ? host : "localhost";
  }

  /** The network address of the client, for limits. */
  public String address() {
    return ctx.request().remoteAddress().hostAddress();
  }

  private static Optional<String> text(@Nullable RequestParameter parameter) {
    return parameter == null || parameter.isNull()
        ? Optional.empty()
        : Optional.ofNullable(parameter.getString());
  }
}
