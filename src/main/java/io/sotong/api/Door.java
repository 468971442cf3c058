package io.sotong.api;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatorException;
import java.util.Map;
import java.util.Set;

/**
 * What every request to an operation passes, in this order: whose token it is, that one's limits,
 * the size of the body, the contract. So nobody unknown makes us read a body or look at one.
 */
final class Door {
  static final String CALLER = "caller";

  /** The largest message: 100,000 code points, each escaped as two surrogates of 6 bytes. */
  private static final int LARGE_BYTES = 2 << 20;

  /** The largest other request: settings of 16 KiB, or 99 members. */
  private static final int SMALL_BYTES = 64 << 10;

  private static final String SEND = "sendMessage";

  private final Authenticator authenticator;
  private final ApiLimits limits;
  private final RequestValidator validator;
  private final Map<String, Operation> operations;
  private final ParameterReader reader = new ParameterReader();
  private final BodyHandler smallBody = body(SMALL_BYTES);
  private final BodyHandler largeBody = body(LARGE_BYTES);

  Door(
      Authenticator authenticator,
      ApiLimits limits,
      RequestValidator validator,
      Map<String, Operation> operations) {
    this.authenticator = authenticator;
    this.limits = limits;
    this.validator = validator;
    this.operations = operations;
  }

  private static BodyHandler body(int bytes) {
    return BodyHandler.create(false).setBodyLimit(bytes);
  }

  /** Puts this door before every operation of the contract, and its handler behind. */
  void mount(RouterBuilder builder) {
    for (OpenAPIRoute route : builder.getRoutes()) {
      io.vertx.openapi.contract.Operation described = route.getOperation();
      String id = described.getOperationId();
      JsonArray security = described.getOpenAPIModel().getJsonArray("security");
      boolean open = security != null && security.isEmpty();
      route.setDoValidation(false).setDoSecurity(false);
      if (!open) {
        route.addHandler(ctx -> recognise(ctx, id));
      }
      if (described.getRequestBody() != null) {
        BodyHandler body = id.equals(SEND) ? largeBody : smallBody;
        route.addHandler(ctx -> body.handle(ctx)); // plainly: Vert.x wants bodies read first
      }
      Operation operation = operations.getOrDefault(id, Door::missing);
      route.addHandler(ctx -> serve(ctx, described, operation));
    }
  }

  /** Which operations nobody serves. */
  static Set<String> unserved(RouterBuilder builder, Map<String, Operation> operations) {
    Set<String> ids = new java.util.TreeSet<>();
    builder.getRoutes().forEach(route -> ids.add(route.getOperation().getOperationId()));
    ids.removeAll(operations.keySet());
    return ids;
  }

  private static Future<Answer> missing(Call call) {
    throw new ChatException(ErrorCode.UNAVAILABLE, "This node does not serve this call.");
  }

  private void recognise(RoutingContext ctx, String operationId) {
    String token = bearer(ctx);
    if (token.isEmpty()) {
      Problems.answer(ctx, new ChatException(ErrorCode.UNAUTHORIZED, "An access token is needed."));
      return;
    }
    ctx.request().pause();
    authenticator
        .authenticate(token)
        .onComplete(
            answer -> {
              ctx.request().resume();
              try {
                admit(ctx, operationId, answer);
              } catch (ChatException e) {
                Problems.answer(ctx, e);
              }
            });
  }

  private void admit(
      RoutingContext ctx, String operationId, io.vertx.core.AsyncResult<Caller> who) {
    if (who.failed()) {
      Problems.answer(ctx, who.cause());
      return;
    }
    Caller caller = who.result();
    if (operationId.equals(SEND)) {
      limits.send(caller.device());
    } else {
      limits.request(caller.user());
    }
    ctx.put(CALLER, caller);
    ctx.next();
  }

  private static String bearer(RoutingContext ctx) {
    String header = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? header.substring(7).strip()
        : "";
  }

  private void serve(
      RoutingContext ctx, io.vertx.openapi.contract.Operation described, Operation operation) {
    reader
        .extractValidatableRequest(ctx, described)
        .compose(request -> validator.validate(request, described.getOperationId()))
        .recover(Door::notAsDescribed)
        .compose(request -> operation.answer(new Call(ctx, request)))
        .onComplete(
            answer -> {
              if (answer.succeeded()) {
                write(ctx.response(), answer.result());
              } else {
                Problems.answer(ctx, answer.cause());
              }
            });
  }

  /**
   * The validator's own exceptions, and whatever it stumbles over, which is the request's fault.
   */
  private static <T> Future<T> notAsDescribed(Throwable cause) {
    String detail =
        cause instanceof ValidatorException
            ? String.valueOf(cause.getMessage())
            : "The request is not what this call takes.";
    return Future.failedFuture(new ChatException(ErrorCode.BAD_REQUEST, detail));
  }

  private static void write(HttpServerResponse response, Answer answer) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status()).putHeader("Cache-Control", "no-store");
    if (answer.json().isPresent()) {
      response.putHeader("Content-Type", "application/json").end(answer.json().get());
    } else {
      response.end();
    }
  }
}
