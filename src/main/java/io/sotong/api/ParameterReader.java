package io.sotong.api;

import static io.vertx.openapi.contract.Location.PATH;
import static io.vertx.openapi.contract.Location.QUERY;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Hands a request to vertx-openapi so that text stays text. Its own reader (5.0.8) guesses the type
 * of every value, and so refuses the username {@code 1.5} and the id {@code 12e4} for being
 * numbers; it also decodes percent signs twice. Here a parameter that the contract calls a string
 * is quoted before the guess, and each is decoded once.
 */
final class ParameterReader implements RequestExtractor {
  @Override
  public Future<ValidatableRequest> extractValidatableRequest(
      RoutingContext ctx, Operation operation) {
    RequestParameter body = () -> ctx.body().buffer();
    String contentType = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return Future.succeededFuture(
        new Read(
            values(ctx, operation, PATH),
            values(ctx, operation, QUERY),
            body,
            contentType == null ? "application/json" : contentType));
  }

  private static Map<String, RequestParameter> values(
      RoutingContext ctx, Operation operation, Location in) {
    Map<String, RequestParameter> values = new HashMap<>();
    for (Parameter parameter : operation.getParameters()) {
      if (parameter.getIn() == in) {
        String name = parameter.getName();
        String text = in == PATH ? ctx.pathParam(name) : ctx.request().params().get(name);
        String value = text == null ? null : quoted(parameter, text);
        values.put(name, () -> value);
      }
    }
    return values;
  }

  /** Every list of the contract is one of strings, with commas between. */
  private static String quoted(Parameter parameter, String text) {
    return switch (parameter.getOpenAPIModel().getJsonObject("schema").getString("type")) {
      case "string" -> Json.encode(text);
      case "array" ->
          Arrays.stream(text.split(",")).map(Json::encode).collect(Collectors.joining(","));
      default -> text;
    };
  }

  /** A request without cookies and headers, as the contract has none among its parameters. */
  private record Read(
      Map<String, RequestParameter> getPathParameters,
      Map<String, RequestParameter> getQuery,
      RequestParameter getBody,
      String getContentType)
      implements ValidatableRequest {
    @Override
    public Map<String, RequestParameter> getCookies() {
      return Map.of();
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
      return Map.of();
    }
  }
}
