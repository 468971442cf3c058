package io.sotong.blackbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Response;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Holds whatever the server says to the descriptions that it publishes itself, so that every test
 * from outside also tests that the two agree: each HTTP answer's status, code and body, and the
 * replies and pushes of the sockets.
 */
final class Agreement {
  private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));
  private static @Nullable Agreement published;

  private final OpenAPIContract http;
  private final OpenAPIContract frames;

  Agreement(JsonObject openApi, JsonObject asyncApi) {
    http = done(OpenAPIContract.from(VERTX, loadable(openApi)));
    frames = done(OpenAPIContract.from(VERTX, asContract(asyncApi)));
  }

  /** What the first server of this test run publishes; all later ones are of the same jar. */
  static synchronized Agreement of(URI server) {
    Agreement known = published;
    if (known == null) {
      known = new Agreement(read(server, "/openapi.json"), read(server, "/asyncapi.json"));
      published = known;
    }
    return known;
  }

  private static synchronized @Nullable Agreement published() {
    return published;
  }

  /** Fails unless the answer to that call is one that is described; undescribed paths are free. */
  void check(String method, String path, Api.Answer answer) {
    String plain = "/api/v1" + path.replaceFirst("\\?.*", "");
    Operation operation = http.findOperation(plain, HttpMethod.valueOf(method));
    if (operation == null) {
      return;
    }
    Response described = operation.getResponse(answer.status());
    assertThat(described)
        .as("%s has this among its answers: %s", operation.getOperationId(), answer)
        .isNotNull();
    if (described.getContent().isEmpty()) {
      assertThat(answer.text()).as("%s says nothing more", answer.call()).isEmpty();
      return;
    }
    JsonArray codes = described.getOpenAPIModel().getJsonArray("x-codes");
    assertThat(answer.header("Content-Type").toLowerCase(Locale.ROOT))
        .as("content type of %s", answer)
        .startsWith(codes == null ? "application/json" : "application/problem+json");
    if (codes != null) {
      assertThat(codes.contains(answer.json().getString("code")))
          .as("one of %s is the code of %s", codes, answer)
          .isTrue();
    }
    fits(http, operation.getOperationId(), answer.status(), answer.json());
  }

  /** Fails unless a reply to that request may look so. */
  static void checkReply(String op, JsonObject ok) {
    Agreement agreement = published();
    if (agreement != null) {
      agreement.frame(op + "Ok", ok);
    }
  }

  /** Fails unless that frame is described as a push. */
  static void checkPush(JsonObject frame) {
    Agreement agreement = published();
    if (agreement != null) {
      agreement.frame(frame.getString("op") + "Push", frame);
    }
  }

  /** Fails unless a message of that name in the sockets' description may look so. */
  void frame(String name, JsonObject frame) {
    fits(frames, name, 200, frame);
  }

  private static void fits(
      OpenAPIContract contract, String operation, int status, JsonObject said) {
    ValidatableResponse response =
        ValidatableResponse.create(status, said.toBuffer(), "application/json");
    try {
      done(ResponseValidator.create(VERTX, contract).validate(response, operation));
    } catch (RuntimeException e) {
      throw new AssertionError(
          "%s is not described like this: %s\n%s".formatted(operation, said, e.getMessage()), e);
    }
  }

  /** The library knows neither an address without a host nor the media type of RFC 9457. */
  private static JsonObject loadable(JsonObject openApi) {
    JsonObject copy =
        new JsonObject(
            Buffer.buffer(
                openApi
                    .encode()
                    .replace("\"application/problem+json\":", "\"application/json\":")));
    return copy.put(
        "servers", new JsonArray().add(new JsonObject().put("url", "http://localhost/api/v1")));
  }

  /**
   * The library knows no AsyncAPI, but its schemas are the same: each message becomes an answer.
   */
  private static JsonObject asContract(JsonObject asyncApi) {
    JsonObject components = asyncApi.getJsonObject("components");
    JsonObject paths = new JsonObject();
    for (String name : components.getJsonObject("messages").fieldNames()) {
      JsonObject message = components.getJsonObject("messages").getJsonObject(name);
      JsonObject content =
          new JsonObject()
              .put(
                  "application/json",
                  new JsonObject().put("schema", message.getJsonObject("payload")));
      JsonObject answer = new JsonObject().put("description", name).put("content", content);
      paths.put(
          "/" + name,
          new JsonObject()
              .put(
                  "get",
                  new JsonObject()
                      .put("operationId", name)
                      .put("responses", new JsonObject().put("200", answer))));
    }
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "sockets").put("version", "1"))
        .put("paths", paths)
        .put(
            "components",
            new JsonObject().put("schemas", components.getJsonObject("schemas").copy()));
  }

  private static JsonObject read(URI server, String path) {
    return Api.send(HttpRequest.newBuilder(server.resolve(path)).build()).is(200).json();
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(30, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
