package io.sotong.push.fcm;

import io.sotong.push.TestJwt;
import io.sotong.push.TestKeys;
import io.sotong.push.TestService;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Google's two ends: where access tokens are given out, and FCM's HTTP v1. */
public final class TestGoogle extends TestService {
  private static final String PROJECT = "sotong-test";
  private static final String EMAIL = "push@sotong-test.iam.gserviceaccount.com";
  private static final String KEY_ID = "0a1b2c3d";
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

  private final InstantSource clock;
  private final KeyPair pair = TestKeys.make("RSA", 2_048);
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final List<JsonObject> messages = new CopyOnWriteArrayList<>();

  public TestGoogle(InstantSource clock) {
    super(new HttpServerOptions());
    this.clock = clock;
    listen();
  }

  public URI origin() {
    return URI.create("http://127.0.0.1:" + port());
  }

  ServiceAccount account() {
    return account(pair);
  }

  ServiceAccount account(KeyPair key) {
    return new ServiceAccount(
        PROJECT, EMAIL, KEY_ID, key.getPrivate(), URI.create(origin() + "/token"));
  }

  /** As the console gives it out. */
  public JsonObject accountFile() {
    return new JsonObject()
        .put("type", "service_account")
        .put("project_id", PROJECT)
        .put("private_key_id", KEY_ID)
        .put("private_key", TestKeys.pem(pair.getPrivate()))
        .put("client_email", EMAIL)
        .put("token_uri", origin() + "/token");
  }

  /** How many access tokens were given out. */
  int given() {
    return tokens.size();
  }

  /** The messages that were accepted for that device. */
  public List<JsonObject> to(String token) {
    return messages.stream().filter(it -> token.equals(it.getString("token"))).toList();
  }

  @Override
  protected void serve(HttpServerRequest request, Buffer body) {
    switch (request.method() + " " + request.path()) {
      case "POST /token" -> giveToken(request, body.toString());
      case "POST /v1/projects/" + PROJECT + "/messages:send" -> send(request, body);
      default -> error(404, "NOT_FOUND", "").accept(request);
    }
  }

  private void giveToken(HttpServerRequest request, String form) {
    Map<String, String> fields = new HashMap<>();
    for (String field : form.split("&", -1)) {
      String[] sides = field.split("=", 2);
      fields.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    Optional<TestJwt> jwt =
        TestJwt.verified(fields.getOrDefault("assertion", ".."), pair.getPublic(), "SHA256withRSA");
    if (!"urn:ietf:params:oauth:grant-type:jwt-bearer".equals(fields.get("grant_type"))
        || jwt.filter(this::isOurs).isEmpty()) {
      JsonObject why = new JsonObject().put("error", "invalid_grant");
      request.response().setStatusCode(400).end(why.toBuffer());
      return;
    }
    tokens.add("ya29.token-" + tokens.size());
    request
        .response()
        .end(
            new JsonObject()
                .put("access_token", tokens.get(tokens.size() - 1))
                .put("expires_in", 3_599)
                .put("token_type", "Bearer")
                .toBuffer());
  }

  private boolean isOurs(TestJwt jwt) {
    JsonObject claims = jwt.claims();
    long now = clock.instant().getEpochSecond();
    return "RS256".equals(jwt.header().getString("alg"))
        && KEY_ID.equals(jwt.header().getString("kid"))
        && EMAIL.equals(claims.getString("iss"))
        && SCOPE.equals(claims.getString("scope"))
        && (origin() + "/token").equals(claims.getString("aud"))
        && claims.getLong("iat") <= now + 1
        && claims.getLong("exp") > now
        && claims.getLong("exp") - claims.getLong("iat") <= 3_600;
  }

  private void send(HttpServerRequest request, Buffer body) {
    String shown = String.valueOf(request.getHeader("Authorization"));
    if (tokens.isEmpty() || !shown.equals("Bearer " + tokens.get(tokens.size() - 1))) {
      error(401, "UNAUTHENTICATED", "").accept(request);
      return;
    }
    JsonObject message = new JsonObject(body).getJsonObject("message");
    messages.add(message);
    request.response().end(new JsonObject().put("name", "projects/x/messages/1").toBuffer());
  }

  /** An answer of FCM that is no yes; {@code code} its own, if it says one. */
  static Consumer<HttpServerRequest> error(int status, String general, String code) {
    JsonObject error = new JsonObject().put("code", status).put("status", general);
    if (!code.isEmpty()) {
      JsonObject detail =
          new JsonObject()
              .put("@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError")
              .put("errorCode", code);
      error.put("details", new JsonArray().add(new JsonObject().put("@type", "x")).add(detail));
    }
    return request ->
        request
            .response()
            .setStatusCode(status)
            .end(new JsonObject().put("error", error).toBuffer());
  }
}
