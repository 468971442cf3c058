package io.sotong.push.apns;

import io.sotong.push.TestJwt;
import io.sotong.push.TestKeys;
import io.sotong.push.TestService;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** APNs as Apple describes it: HTTP/2 over TLS, a provider's token, a topic, 4 KiB. */
public final class TestApple extends TestService {
  public static final String KEY_ID = "ABCDE12345";
  public static final String TEAM_ID = "TEAM567890";
  public static final String TOPIC = "io.sotong.app";

  /** Pushy writes it in DER, which Apple takes as well as RFC 7518's form. */
  private static final String SIGNATURE = "SHA256withECDSA";

  private final KeyPair pair = TestKeys.make("EC", 256);
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  /** A notification that was accepted. */
  public record Delivery(String token, MultiMap headers, JsonObject payload) {}

  /** It shows the certificate of {@code store}, one that {@link TestKeys#localhost} made. */
  public TestApple(Path store) {
    super(
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2))
            .setKeyCertOptions(
                new PfxOptions().setPath(store.toString()).setPassword(TestKeys.PASSWORD)));
    listen();
  }

  /** The operator's key. */
  public Apns.Key key() {
    return new Apns.Key(KEY_ID, TEAM_ID, (ECPrivateKey) pair.getPrivate());
  }

  /** What was accepted for that device. */
  public List<Delivery> to(String token) {
    return deliveries.stream().filter(it -> it.token().equals(token)).toList();
  }

  @Override
  protected void serve(HttpServerRequest request, Buffer body) {
    Optional<String> wrong = wrong(request, body);
    if (wrong.isPresent()) {
      refusal(wrong.get().equals("InvalidProviderToken") ? 403 : 400, wrong.get()).accept(request);
      return;
    }
    String token = request.path().substring("/3/device/".length());
    deliveries.add(new Delivery(token, request.headers(), new JsonObject(body)));
    request.response().putHeader("apns-id", java.util.UUID.randomUUID().toString()).end();
  }

  private Optional<String> wrong(HttpServerRequest request, Buffer body) {
    if (request.version() != HttpVersion.HTTP_2 || !HttpMethod.POST.equals(request.method())) {
      return Optional.of("MethodNotAllowed");
    }
    if (!request.path().matches("/3/device/[0-9a-f]{64,}")) {
      return Optional.of("BadDeviceToken");
    }
    String shown = String.valueOf(request.getHeader("authorization"));
    Optional<TestJwt> jwt =
        shown.startsWith("bearer ")
            ? TestJwt.verified(shown.substring(7), pair.getPublic(), SIGNATURE)
            : Optional.empty();
    if (jwt.filter(TestApple::isOurs).isEmpty()) {
      return Optional.of("InvalidProviderToken");
    }
    if (!TOPIC.equals(request.getHeader("apns-topic"))) {
      return Optional.of("TopicDisallowed");
    }
    if (String.valueOf(request.getHeader("apns-collapse-id")).length() > 64) {
      return Optional.of("BadCollapseId");
    }
    return body.length() > 4_096 ? Optional.of("PayloadTooLarge") : Optional.empty();
  }

  private static boolean isOurs(TestJwt jwt) {
    return KEY_ID.equals(jwt.header().getString("kid"))
        && TEAM_ID.equals(jwt.claims().getString("iss"))
        && jwt.claims().containsKey("iat");
  }

  /** An answer of APNs that is no yes. */
  static Consumer<HttpServerRequest> refusal(int status, String reason) {
    return request ->
        request
            .response()
            .setStatusCode(status)
            .end(new JsonObject().put("reason", reason).toBuffer());
  }
}
