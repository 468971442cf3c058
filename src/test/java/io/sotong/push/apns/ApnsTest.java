package io.sotong.push.apns;

import static io.sotong.account.Waiting.await;
import static io.sotong.push.apns.TestApple.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.Notifications;
import io.sotong.push.Provider.Outcome;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Service;
import io.sotong.push.TestKeys;
import io.sotong.push.apns.TestApple.Delivery;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApnsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T04:00:00Z");
  private static final int TIMEOUT_MS = 60_000;
  private static final App PHONE = new App(Service.APNS, "0123456789ABCDEF".repeat(4));
  @TempDir static Path place;
  private static Path store;

  private final Vertx vertx = Vertx.vertx();
  private TestApple apple;
  private final List<String> alarms = new CopyOnWriteArrayList<>();
  private Apns apns;

  @BeforeAll
  static void makeKeys() {
    store = TestKeys.localhost(place);
  }

  @BeforeEach
  void open() {
    apple = new TestApple(store);
    apns = apns(apple.key(), apple.port(), TIMEOUT_MS);
  }

  @AfterEach
  void close() {
    await(apns.close());
    apple.close();
    await(vertx.close());
  }

  private Apns apns(Apns.Key key, int port, int timeoutMs) {
    Apns.Options options = new Apns.Options("localhost", port, TestApple.TOPIC, timeoutMs);
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(in, TestKeys.PASSWORD.toCharArray());
      return new Apns(
          vertx,
          Apns.builder(key, options)
              .setTrustedServerCertificateChain(
                  (X509Certificate) trusted.getCertificate("localhost"))
              .build(),
          options,
          () -> NOW,
          alarms::add);
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome push() {
    return await(apns.push(PHONE, Notifications.SOME));
  }

  private static String failure(Apns apns) {
    ChatException failure =
        catchThrowableOfType(
            ChatException.class, () -> await(apns.push(PHONE, Notifications.SOME)));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    return failure.detail();
  }

  @Test
  void whatIsAcceptedSaysAllThatAPhoneShowsAndAnAppNeeds() {
    assertThat(push()).isEqualTo(Outcome.ACCEPTED);

    Delivery delivery = apple.to("0123456789abcdef".repeat(4)).get(0);
    assertThat(delivery.payload())
        .isEqualTo(
            Notifications.SOME
                .toJson()
                .put(
                    "aps",
                    new JsonObject()
                        .put(
                            "alert",
                            new JsonObject()
                                .put("title", "Ann")
                                .put("subtitle", "Plans")
                                .put("body", "회의 시작합니다"))
                        .put("badge", 3)
                        .put("sound", "default")
                        .put("thread-id", "talk")
                        .put("mutable-content", 1)));
    assertThat(delivery.headers().get("apns-push-type")).isEqualTo("alert");
    assertThat(delivery.headers().get("apns-priority")).isEqualTo("10");
    assertThat(delivery.headers().get("apns-collapse-id"))
        .isEqualTo(Notifications.SOME.collapseKey());
    assertThat(delivery.headers().get("apns-expiration"))
        .isEqualTo(Long.toString(NOW.plusSeconds(86_400).getEpochSecond()));
  }

  @Test
  void theLongestIsTakenAndWhatIsHiddenIsNotThere() {
    assertThat(await(apns.push(PHONE, Notifications.LONGEST))).isEqualTo(Outcome.ACCEPTED);

    JsonObject alert =
        Apns.payload(Notifications.HIDDEN).getJsonObject("aps").getJsonObject("alert");
    assertThat(alert).isEqualTo(new JsonObject().put("title", "U"));
  }

  @ParameterizedTest
  @CsvSource({
    "410, Unregistered, GONE",
    "410, ExpiredToken, GONE",
    "400, BadDeviceToken, GONE",
    "400, DeviceTokenNotForTopic, REFUSED",
    "400, PayloadEmpty, REFUSED",
    "413, PayloadTooLarge, REFUSED",
  })
  void whatIsFinalIsNotTriedAgain(int status, String reason, Outcome outcome) {
    apple.next(refusal(status, reason));
    assertThat(push()).isEqualTo(outcome);
    assertThat(alarms).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "429, TooManyRequests",
    "400, IdleTimeout",
    "403, ExpiredProviderToken",
    "500, InternalServerError",
    "503, ServiceUnavailable",
    "503, Shutdown",
  })
  void whatIsPassingIsTriedAgain(int status, String reason) {
    apple.next(refusal(status, reason));
    assertThat(failure(apns)).isEqualTo("APNs answers " + status + " " + reason);
    assertThat(alarms).isEmpty();
    assertThat(push()).isEqualTo(Outcome.ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource({"403, MissingProviderToken", "403, Forbidden", "400, TopicDisallowed"})
  void whatTheOperatorHasWrongIsToldAloudAndBlamesNoDevice(int status, String reason) {
    apple.next(refusal(status, reason));
    assertThat(failure(apns)).contains(reason);
    assertThat(alarms).singleElement().asString().contains(reason).contains("push.apns");
  }

  @Test
  void anotherKeyIsNotTaken() {
    ECPrivateKey other = (ECPrivateKey) TestKeys.make("EC", 256).getPrivate();
    Apns stranger =
        apns(new Apns.Key(TestApple.KEY_ID, TestApple.TEAM_ID, other), apple.port(), TIMEOUT_MS);
    assertThat(failure(stranger)).contains("InvalidProviderToken");
    assertThat(alarms).hasSize(1);
    await(stranger.close());
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedFor() {
    apple.next(request -> {});
    Apns hasty = apns(apple.key(), apple.port(), 1_000);
    assertThat(failure(hasty)).contains("does not answer");
    await(hasty.close());
  }

  @Test
  void whoBreaksOffIsTriedAgain() {
    List<Consumer<HttpServerRequest>> breaks =
        List.of(request -> request.response().reset(2), request -> request.connection().close());
    for (Consumer<HttpServerRequest> breaking : breaks) {
      apple.next(breaking);
      assertThat(failure(apns)).contains("does not answer");
      assertThat(push()).isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void whereNobodyListensItIsTriedAgain() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Apns lost = apns(apple.key(), free, TIMEOUT_MS);
    assertThat(failure(lost)).contains("does not answer");
    await(lost.close());
  }
}
