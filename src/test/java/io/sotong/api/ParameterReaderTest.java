package io.sotong.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.ValidatedRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks a server that routes by the real contract and answers with what it understood. */
class ParameterReaderTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static String base = "";

  @BeforeAll
  static void startEcho() throws Exception {
    OpenAPIContract contract = Descriptions.load().contract(VERTX).await(20, SECONDS);
    RouterBuilder builder = RouterBuilder.create(VERTX, contract, new ParameterReader());
    builder.rootHandler(BodyHandler.create());
    builder
        .getRoutes()
        .forEach(
            route ->
                route
                    .setDoSecurity(false)
                    .addHandler(ParameterReaderTest::echo)
                    .addFailureHandler(
                        ctx -> ctx.response().setStatusCode(ctx.statusCode()).end()));
    Router router = Router.router(VERTX);
    router.route("/api/v1/*").subRouter(builder.createRouter());
    HttpServer server =
        VERTX.createHttpServer().requestHandler(router).listen(0, "127.0.0.1").await(10, SECONDS);
    base = "http://127.0.0.1:" + server.actualPort() + "/api/v1";
  }

  @AfterAll
  static void closeVertx() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  private static void echo(RoutingContext ctx) {
    ValidatedRequest request = ctx.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
    JsonObject understood = new JsonObject();
    request.getPathParameters().forEach((name, value) -> understood.put(name, value.get()));
    request.getQuery().forEach((name, value) -> understood.put(name, value.get()));
    understood.put("body", request.getBody().get());
    ctx.json(understood);
  }

  @Test
  void aUsernameThatLooksLikeANumberStaysText() throws Exception {
    assertThat(get("/users?username=1.5").getString("username")).isEqualTo("1.5");
  }

  @Test
  void textIsDecodedOnce() throws Exception {
    assertThat(get("/users?username=%2525%22%5Cx").getString("username")).isEqualTo("%25\"\\x");
    assertThat(get("/users/a%252Fb").getString("userId")).isEqualTo("a%2Fb");
  }

  @Test
  void idsOfDigitsStayTextInAListToo() throws Exception {
    assertThat(get("/presence?userIds=12e4,1.5,true,abc").getJsonArray("userIds"))
        .isEqualTo(JsonArray.of("12e4", "1.5", "true", "abc"));
  }

  @Test
  void numbersAreReadAsNumbers() throws Exception {
    JsonObject understood = get("/channels/c1/messages?before=9007199254740991&limit=100");

    assertThat(understood.getLong("before")).isEqualTo(9_007_199_254_740_991L);
    assertThat(understood.getInteger("limit")).isEqualTo(100);
  }

  @Test
  void whatIsNotGivenIsAbsent() throws Exception {
    assertThat(get("/channels").getValue("limit")).isNull();
  }

  @Test
  void aBodyWithoutContentTypeIsTakenForJson() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/channels/c1/read"))
            .PUT(BodyPublishers.ofString("{\"seq\":7,\"unknown\":1}"))
            .build();

    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getJsonObject("body").getInteger("seq")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/users",
        "/presence",
        "/channels?limit=0",
        "/channels?limit=101",
        "/channels?limit=x",
        "/channels?limit=",
        "/channels?limit=5.5",
        "/mailbox?limit=501",
        "/mailbox?after=-1",
        "/channels/c1/messages?before=0",
        "/channels/c1/messages/first"
      })
  void aParameterThatCannotBeIsRefused(String path) throws Exception {
    assertThat(send(path).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "5",
        "{}",
        "{\"kind\":\"direct\"}",
        "{\"kind\":\"direct\",\"userId\":1}",
        "{\"kind\":\"other\",\"userId\":\"u\"}",
        "{\"kind\":\"group\",\"name\":\"n\",\"memberIds\":[1]}",
        "{\"kind\":\"group\",\"name\":null,\"memberIds\":[]}"
      })
  void aBodyThatIsNotWhatTheCallTakesIsRefused(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/channels"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();

    assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
  }

  private static JsonObject get(String path) throws Exception {
    HttpResponse<String> answer = send(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static HttpResponse<String> send(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
  }
}
