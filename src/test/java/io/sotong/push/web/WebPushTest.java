package io.sotong.push.web;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.push.Notification;
import io.sotong.push.Provider.Outcome;
import io.sotong.push.Subscription;
import io.sotong.push.web.TestPushService.Delivery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebPushTest {
  private static final Instant NOW = Instant.parse("2026-11-28T04:00:00Z");

  /** Nobody waits so long but for an answer that comes. */
  private static final int TIMEOUT_MS = 60_000;

  private static final Notification NOTIFICATION =
      new Notification(
          new ChannelId("talk"),
          7,
          new UserId("ann"),
          "Ann",
          Optional.empty(),
          Optional.of("회의 시작합니다"),
          1,
          3);

  private final Vertx vertx = Vertx.vertx();
  private final TestPushService service = new TestPushService();
  private final TestBrowser browser = TestBrowser.make();
  private final AtomicReference<byte[]> kept = new AtomicReference<>();
  private Vapid vapid = vapid();

  private Vapid vapid() {
    return await(
        Vapid.open(
            (name, candidate) -> {
              kept.compareAndSet(null, candidate);
              return Future.succeededFuture(kept.get());
            },
            "mailto:ops@example.org",
            () -> NOW));
  }

  @BeforeEach
  void reopen() {
    vapid = vapid(); // by now with a key that was kept
  }

  @AfterEach
  void close() {
    service.close();
    await(vertx.close());
  }

  private WebPush push(List<String> own) {
    return push(own, TIMEOUT_MS);
  }

  private WebPush push(List<String> own, int timeoutMs) {
    return new WebPush(vertx, vapid, new WebPush.Options(timeoutMs, 4, own), () -> NOW);
  }

  private Future<Outcome> push() {
    return push(TIMEOUT_MS);
  }

  private Future<Outcome> push(int timeoutMs) {
    return push(List.of(service.origin()), timeoutMs)
        .push(browser.at(service.origin() + "/wp/1?x=y"), NOTIFICATION);
  }

  private ChatException failure() {
    ChatException failure = catchThrowableOfType(ChatException.class, () -> await(push()));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    return failure;
  }

  @Test
  void whatIsAcceptedIsReadByTheBrowserAndBearsWhatTheRfcsAskFor() {
    assertThat(await(push())).isEqualTo(Outcome.ACCEPTED);

    Delivery delivery = service.deliveries().get(0);
    assertThat(new JsonObject(browser.decrypt(delivery.body().getBytes())))
        .isEqualTo(NOTIFICATION.toJson());
    assertThat(delivery.headers().get("Content-Encoding")).isEqualTo("aes128gcm");
    assertThat(Long.parseLong(delivery.headers().get("TTL"))).isPositive();
    assertThat(delivery.headers().get("Topic")).matches("[A-Za-z0-9_-]{32}");
    assertThat(delivery.headers().get("Urgency")).isEqualTo("high");
    String proof = delivery.headers().get("Authorization");
    assertThat(proof).endsWith(", k=" + vapid.publicKey());
    JsonObject claims = new JsonObject(TestBrowser.claims(proof));
    assertThat(claims.getString("aud")).isEqualTo(service.origin());
    assertThat(claims.getString("sub")).isEqualTo("mailto:ops@example.org");
    assertThat(claims.getLong("exp"))
        .isBetween(NOW.getEpochSecond(), NOW.plusSeconds(86_400).getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void whoIsGoneIsTold(int status) {
    service.next((request, it) -> request.response().setStatusCode(status).end());
    assertThat(await(push())).isEqualTo(Outcome.GONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 413})
  void whatWillNeverBeTakenIsNotTriedAgain(int status) {
    service.next((request, it) -> request.response().setStatusCode(status).end("no"));
    assertThat(await(push())).isEqualTo(Outcome.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "429, 7, 7000",
    "503, 120, 120000",
    "429, 'Sat, 28 Nov 2026 04:00:30 GMT', 30000",
    "429, 'Sat, 28 Nov 2026 03:00:00 GMT', 0",
    "429, 99999999, 86400000",
    "429, soon, 0",
    "500, '', 0",
  })
  void whoIsThrottledWaitsAsLongAsItIsAskedTo(int status, String header, long waitMs) {
    service.next(
        (request, it) ->
            request.response().setStatusCode(status).putHeader("Retry-After", header).end());
    assertThat(failure().retryAfterMs()).isEqualTo(waitMs);
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedFor() {
    service.next((request, it) -> {});
    assertThatThrownBy(() -> await(push(500))).hasMessageContaining("does not answer");
  }

  @Test
  void whoBreaksOffIsTriedAgain() {
    service.next((request, it) -> request.connection().close());
    assertThat(failure()).hasMessageContaining("does not answer");
    assertThat(await(push())).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void aRedirectIsNotFollowed() {
    service.next(
        (request, it) ->
            request
                .response()
                .setStatusCode(307)
                .putHeader("Location", service.origin() + "/elsewhere")
                .end());
    assertThat(await(push())).isEqualTo(Outcome.REFUSED);
    assertThat(service.deliveries()).isEmpty();
  }

  @Test
  void anAnswerWithoutEndIsNotReadToItsEnd() {
    service.next(
        (request, it) -> {
          request.response().setChunked(true).setStatusCode(201).write("x".repeat(100_000));
        });
    assertThat(await(push())).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void anEndpointThatNobodyMayAskIsNotAskedAndNoLongerKept() {
    assertThat(await(push(List.of()).push(browser.at(service.origin() + "/wp/1"), NOTIFICATION)))
        .isEqualTo(Outcome.GONE);
    assertThat(service.deliveries()).isEmpty();
  }

  @Test
  void aSubscriptionIsTakenOnlyWithAKeyOnTheCurveAndASecret() {
    WebPush push = push(List.of());
    Subscription.Browser good = browser.at("https://push.example.com/a");
    assertThat(push.refusal(good)).isEmpty();
    assertThat(
            push.refusal(
                new Subscription.Browser(
                    good.endpoint() + "==", good.p256dh() + "=", good.auth() + "==")))
        .isEmpty();
    assertThat(
            push.refusal(
                new Subscription.Browser("http://push.example.com/a", good.p256dh(), good.auth())))
        .hasValueSatisfying(why -> assertThat(why).contains("endpoint"));
    assertThat(push.refusal(new Subscription.Browser(good.endpoint(), good.auth(), good.auth())))
        .hasValueSatisfying(why -> assertThat(why).contains("p256dh"));
    assertThat(push.refusal(new Subscription.Browser(good.endpoint(), good.p256dh(), "AA")))
        .hasValueSatisfying(why -> assertThat(why).contains("auth"));
    assertThat(push.refusal(new Subscription.Browser(good.endpoint(), "%", "%"))).isPresent();
  }
}
