package io.sotong.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.discovery.ChatServer;
import io.sotong.limit.Rate;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every operation has in common, over a real server with operations that echo. */
class ApiVerticleTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final List<ChatServer> CHAT_SERVERS =
      List.of(
          new ChatServer(new NodeId("n1"), "z", Optional.empty(), 8081, 1, 0, false),
          new ChatServer(new NodeId("n2"), "z", Optional.empty(), 8082, 1, 0, false),
          new ChatServer(new NodeId("n3"), "z", Optional.empty(), 8081, 1, 0, false),
          new ChatServer(
              new NodeId("n4"),
              "z",
              Optional.of(URI.create("https://chat4.example.org/below")),
              443,
              1,
              0,
              false));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static String root = "";

  @BeforeAll
  static void start() throws Exception {
    AtomicInteger port = new AtomicInteger();
    ApiVerticle verticle =
        new ApiVerticle(
            new ApiOptions("127.0.0.1", 0, Optional.empty(), List.of("https://friend.example")),
            Descriptions.load(),
            ApiVerticleTest::authenticate,
            new ApiLimits(
                Rate.perSecond(1, 5),
                Rate.perSecond(1, 3),
                Rate.perMinute(10, 10),
                Rate.perMinute(20, 20),
                () -> 0),
            List.of(ApiVerticleTest::operations),
            () -> CHAT_SERVERS,
            port::set);
    VERTX.deployVerticle(verticle).await(20, SECONDS);
    root = "http://127.0.0.1:" + port.get();
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  private static Future<Caller> authenticate(String token) {
    return token.startsWith("good-")
        ? Future.succeededFuture(new Caller(new UserId(token), new DeviceId("d-" + token)))
        : Future.failedFuture(
            token.equals("old")
                ? new ChatException(ErrorCode.TOKEN_EXPIRED, "expired")
                : new ChatException(ErrorCode.UNAUTHORIZED, "unknown"));
  }

  private static Map<String, Operation> operations() {
    return Map.of(
        "getMe",
        call ->
            Future.succeededFuture(
                Answer.ok(json -> json.writeStringField("userId", call.caller().user().value()))),
        "sendMessage",
        call ->
            Future.succeededFuture(
                Answer.created(
                    json -> {
                      String body = call.body().getString("body");
                      json.writeNumberField("seq", body.codePointCount(0, body.length()));
                    })),
        "getUser",
        call -> {
          throw new IllegalStateException("a fault");
        },
        "removeMe",
        call -> Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "not now", 2_500)),
        "updateMe",
        call -> {
          InvalidFields.check().that(false, "displayName", "Too long.").done();
          return Future.succeededFuture(Answer.none());
        },
        "logOut",
        call -> Future.succeededFuture(Answer.none()));
  }

  @Test
  void aSignedInCallerIsServed() throws Exception {
    HttpResponse<String> answer = call("GET", "/users/me", "good-a", null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(new JsonObject(answer.body()).getString("userId")).isEqualTo("good-a");
    assertThat(call("DELETE", "/sessions/current", "good-a", null).statusCode()).isEqualTo(204);
  }

  @Test
  void whoIsNotSignedInIsToldSoBeforeAnythingElse() throws Exception {
    problem(call("GET", "/users/me", null, null), 401, "unauthorized");
    problem(call("GET", "/users/me", "bad", null), 401, "unauthorized");
    problem(call("GET", "/users/me", "old", null), 401, "token_expired");
    problem(call("PATCH", "/users/me", null, "{not json"), 401, "unauthorized");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, not_found",
    "PUT, /users/me, 405, bad_request",
    "GET, /presence, 400, bad_request",
    "GET, /channels/c/messages?limit=0, 400, bad_request",
    "GET, /channels/c/messages/first, 400, bad_request",
    "GET, /users/u1, 500, internal",
    "DELETE, /users/me, 503, unavailable",
    "GET, /blocks, 503, unavailable"
  })
  void eachRefusalIsAProblemWithItsCode(String method, String path, int status, String code)
      throws Exception {
    problem(call(method, path, "good-" + status + method + path.length(), null), status, code);
  }

  @ParameterizedTest
  @CsvSource({
    "'{not json', 400, bad_request",
    "'', 400, bad_request",
    "'[]', 400, bad_request",
    "'{\"displayName\":1}', 400, bad_request",
    "'{\"displayName\":\"x\",\"more\":[]}', 422, invalid"
  })
  void aBodyThatIsNotAsDescribedIsRefused(String body, int status, String code) throws Exception {
    problem(call("PATCH", "/users/me", "good-body" + body.hashCode(), body), status, code);
  }

  @Test
  void anInvalidFieldIsNamed() throws Exception {
    JsonObject problem = problem(call("PATCH", "/users/me", "good-field", "{}"), 422, "invalid");
    assertThat(problem.getJsonArray("errors").getJsonObject(0))
        .isEqualTo(JsonObject.of("field", "displayName", "message", "Too long."));
  }

  @Test
  void whenToTryAgainIsToldInWholeSeconds() throws Exception {
    HttpResponse<String> answer = call("DELETE", "/users/me", "good-retry", null);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("3");
  }

  @Test
  void theLongestMessagePassesHoweverItIsEscaped() throws Exception {
    for (String character : List.of("\\u0000", "\\ud83d\\ude00", "한", "\"".replace("\"", "\\\""))) {
      String body = "{\"ref\":\"r\",\"body\":\"" + character.repeat(100_000) + "\"}";
      HttpResponse<String> answer =
          call("POST", "/channels/c/messages", "good-" + character.hashCode(), body);
      assertThat(answer.statusCode()).as(character).isEqualTo(201);
      assertThat(new JsonObject(answer.body()).getInteger("seq")).isEqualTo(100_000);
    }
  }

  @Test
  void moreBytesThanACallTakesAreTooLarge() throws Exception {
    String message = "{\"ref\":\"r\",\"body\":\"" + "x".repeat(2 << 20) + "\"}";
    problem(call("POST", "/channels/c/messages", "good-large", message), 413, "too_large");
    String profile = "{\"displayName\":\"" + "x".repeat(70_000) + "\"}";
    problem(call("PATCH", "/users/me", "good-large", profile), 413, "too_large");
  }

  @Test
  void requestsAreLimitedPerUserAndSendsPerDevice() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(call("GET", "/users/me", "good-fast", null).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> refused = call("GET", "/users/me", "good-fast", null);
    problem(refused, 429, "rate_limited");
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    String message = "{\"ref\":\"r\",\"body\":\"x\"}";
    for (int i = 0; i < 3; i++) {
      assertThat(call("POST", "/channels/c/messages", "good-fast", message).statusCode())
          .isEqualTo(201);
    }
    problem(call("POST", "/channels/c/messages", "good-fast", message), 429, "rate_limited");
    assertThat(call("GET", "/users/me", "good-other", null).statusCode()).isEqualTo(200);
  }

  @Test
  void onlyPagesOfTheServerAndOfTheAllowListMayCall() throws Exception {
    assertThat(withOrigin(root, "GET").statusCode()).isEqualTo(200);
    assertThat(withOrigin("https://friend.example", "GET").headers().map())
        .containsEntry("access-control-allow-origin", List.of("https://friend.example"));
    assertThat(withOrigin("https://friend.example", "OPTIONS").statusCode()).isEqualTo(204);
    problem(withOrigin("https://evil.example", "GET"), 403, "forbidden");
    problem(withOrigin("null", "GET"), 403, "forbidden");
    problem(withOrigin("https://evil.example", "OPTIONS"), 403, "forbidden");
  }

  private static HttpResponse<String> withOrigin(String origin, String method) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(root + "/api/v1/users/me"))
            .method(method, BodyPublishers.noBody())
            .header("Authorization", "Bearer good-" + origin.replaceAll("[^a-z]", ""))
            .header("Origin", origin)
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void descriptionsAndTheirPagesAreServed() throws Exception {
    assertThat(get("/openapi.yaml").body()).startsWith("openapi: 3.1");
    assertThat(new JsonObject(get("/openapi.json").body()).getString("openapi")).isEqualTo("3.1.0");
    assertThat(get("/asyncapi.yaml").body()).startsWith("asyncapi:");
    assertThat(new JsonObject(get("/asyncapi.json").body()).containsKey("asyncapi")).isTrue();
    assertThat(get("/docs/api").body()).contains("<title>Sotong HTTP API</title>");
    assertThat(get("/docs/sockets").body()).contains("<title>Sotong Sockets</title>");
    assertThat(get("/docs/docs.css").headers().firstValue("content-type"))
        .hasValue("text/css; charset=utf-8");
    assertThat(get("/webjars/sockjs-client/1.6.1/dist/sockjs.min.js").statusCode()).isEqualTo(200);
  }

  @Test
  void filesOfTheClientBearItsVersionAndAreKeptForGood() throws Exception {
    HttpResponse<String> index = get("/");
    assertThat(index.headers().firstValue("cache-control")).hasValue("no-cache");
    Matcher main = Pattern.compile("src=\"(/a/([0-9a-f]+)/js/main.js)\"").matcher(index.body());
    assertThat(main.find()).isTrue();
    HttpResponse<String> module = get(main.group(1));
    assertThat(module.headers().firstValue("cache-control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(module.headers().firstValue("content-type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(get(main.group(1).replace(main.group(2), "0123456789abcdef")).statusCode())
        .isEqualTo(404);
    assertThat(get("/sw.js").body()).contains("sotong-" + main.group(2));
    assertThat(get("/sw.js").headers().firstValue("cache-control")).hasValue("no-cache");
    assertThat(get("/manifest.webmanifest").headers().firstValue("content-type"))
        .hasValue("application/manifest+json");
    assertThat(new JsonObject(get("/manifest.webmanifest").body()).getJsonArray("icons"))
        .hasSize(4);
    assertThat(get("/icons/maskable.png").headers().firstValue("content-type"))
        .hasValue("image/png");
  }

  @Test
  void aPageMayRunOnlyWhatThisServerGave() throws Exception {
    String policy = get("/docs/api").headers().firstValue("content-security-policy").orElse("");
    assertThat(policy)
        .contains(
            "default-src 'none'",
            "script-src 'self';",
            "require-trusted-types-for 'script'",
            "trusted-types sotong")
        .contains(
            "connect-src 'self' http://127.0.0.1:8081 ws://127.0.0.1:8081"
                + " http://127.0.0.1:8082 ws://127.0.0.1:8082"
                + " https://chat4.example.org wss://chat4.example.org;");
    assertThat(get("/docs/api").headers().firstValue("x-content-type-options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @CsvSource({
    "/docs",
    "/docs/",
    "/nothing.html",
    "/../conf/sotong.json",
    "/..%2fconf/sotong.json",
    "/webjars/..%2f..%2f..%2fconf/sotong.json",
    "/webjars/%2e%2e/%2e%2e/%2e%2e/conf/sotong.json",
    "/docs/..%5capi.html",
    "/conf/sotong.json",
    "/webjars/"
  })
  void nothingElseIsServed(String path) throws Exception {
    assertThat(raw(path)).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("\"profile\"");
  }

  @Test
  void anotherMethodIsToldWhichThereAre() throws Exception {
    HttpResponse<String> answer = call("PUT", "/friends/u1/accept", "good-method", null);
    problem(answer, 405, "bad_request");
    assertThat(answer.headers().firstValue("allow")).hasValue("POST");
    assertThat(call("OPTIONS", "/users/me", null, null).headers().firstValue("allow"))
        .hasValue("DELETE, GET, PATCH");
  }

  @Test
  void aBrokenTargetIsABadRequest() throws Exception {
    assertThat(raw("/api/v1/users/%zz")).startsWith("HTTP/1.1 400").contains("bad_request");
  }

  @Test
  void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
    HttpResponse<String> first = get("/docs/docs.js");
    HttpRequest again =
        HttpRequest.newBuilder(URI.create(root + "/docs/docs.js"))
            .header("If-None-Match", first.headers().firstValue("etag").orElseThrow())
            .header("Accept-Encoding", "gzip")
            .build();
    assertThat(CLIENT.send(again, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(root + path)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> call(
      String method, String path, @Nullable String token, @Nullable String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + "/api/v1" + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonObject problem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonObject problem = new JsonObject(answer.body());
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("type")).isEqualTo("about:blank");
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotNull();
    return problem;
  }

  private static String raw(String target) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(root).getPort())) {
      String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
