package io.sotong.push.fcm;

import static io.sotong.account.Waiting.await;
import static io.sotong.push.fcm.TestGoogle.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.Notifications;
import io.sotong.push.Provider.Outcome;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Service;
import io.sotong.push.TestKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FcmTest {
  private static final int TIMEOUT_MS = 60_000;
  private static final String TOKEN = "dQw4w9WgXcQ:APA91b" + "x_-".repeat(40);
  private static final App PHONE = new App(Service.FCM, TOKEN);
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-28T04:00:00Z"));
  private final Vertx vertx = Vertx.vertx();
  private final TestGoogle google = new TestGoogle(now::get);
  private final List<String> alarms = new CopyOnWriteArrayList<>();
  private final Fcm fcm = fcm(google.account(), TIMEOUT_MS);

  @AfterEach
  void close() {
    google.close();
    await(vertx.close());
  }

  private Fcm fcm(ServiceAccount account, int timeoutMs) {
    return new Fcm(
        vertx, account, new Fcm.Options(google.origin(), timeoutMs, 4), now::get, alarms::add);
  }

  private Outcome push() {
    return await(fcm.push(PHONE, Notifications.SOME));
  }

  private static ChatException failure(Fcm fcm) {
    ChatException failure =
        catchThrowableOfType(ChatException.class, () -> await(fcm.push(PHONE, Notifications.SOME)));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    return failure;
  }

  @Test
  void whatIsAcceptedSaysAllThatAPhoneShowsAndAnAppNeeds() {
    assertThat(push()).isEqualTo(Outcome.ACCEPTED);

    JsonObject aps =
        new JsonObject()
            .put("badge", 3)
            .put("sound", "default")
            .put("thread-id", "talk")
            .put("mutable-content", 1);
    String key = Notifications.SOME.collapseKey();
    assertThat(google.to(TOKEN))
        .containsExactly(
            new JsonObject()
                .put("token", TOKEN)
                .put(
                    "notification",
                    new JsonObject().put("title", "Ann · Plans").put("body", "회의 시작합니다"))
                .put(
                    "data",
                    new JsonObject()
                        .put("channelId", "talk")
                        .put("seq", "7")
                        .put("senderId", "ann")
                        .put("senderName", "Ann")
                        .put("channelName", "Plans")
                        .put("preview", "회의 시작합니다")
                        .put("count", "1")
                        .put("unreadCount", "3"))
                .put(
                    "android",
                    new JsonObject()
                        .put("collapse_key", key)
                        .put("priority", "HIGH")
                        .put("ttl", "86400s")
                        .put(
                            "notification",
                            new JsonObject().put("tag", key).put("notification_count", 3)))
                .put(
                    "apns",
                    new JsonObject()
                        .put("headers", new JsonObject().put("apns-collapse-id", key))
                        .put("payload", new JsonObject().put("aps", aps))));
  }

  @Test
  void theLongestHasRoomAndWhatIsHiddenIsNotThere() {
    JsonObject message = FcmMessage.of(PHONE, Notifications.LONGEST);
    message.remove("token");
    assertThat(message.toBuffer().length()).isLessThanOrEqualTo(4_096);

    assertThat(FcmMessage.of(PHONE, Notifications.HIDDEN).getJsonObject("notification"))
        .isEqualTo(new JsonObject().put("title", "U"));
    assertThat(FcmMessage.of(PHONE, Notifications.HIDDEN).getJsonObject("data").fieldNames())
        .doesNotContain("preview", "channelName");
  }

  @Test
  void anAccessTokenIsAskedForOnceAndAgainWhenItIsAboutToRunOut() {
    await(
        Future.all(
            IntStream.range(0, 5).mapToObj(i -> fcm.push(PHONE, Notifications.SOME)).toList()));
    assertThat(google.given()).isEqualTo(1);
    now.updateAndGet(then -> then.plus(Duration.ofMinutes(58)));
    push();
    assertThat(google.given()).isEqualTo(1);
    now.updateAndGet(then -> then.plus(Duration.ofMinutes(1)));
    push();
    assertThat(google.given()).isEqualTo(2);
    assertThat(google.to(TOKEN)).hasSize(7);
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, UNREGISTERED, GONE",
    "403, PERMISSION_DENIED, SENDER_ID_MISMATCH, GONE",
    "400, INVALID_ARGUMENT, INVALID_ARGUMENT, REFUSED",
    "413, '', '', REFUSED",
  })
  void whatIsFinalIsNotTriedAgain(int status, String general, String code, Outcome outcome) {
    push(); // the next question is about a notification, not an access token
    google.next(error(status, general, code));
    assertThat(push()).isEqualTo(outcome);
    assertThat(alarms).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"429, 7, 7000", "503, 120, 120000", "500, '', 0", "429, soon, 0"})
  void whatIsPassingIsTriedAgainAsSoonAsItIsAskedFor(int status, String header, long waitMs) {
    Consumer<HttpServerRequest> answer =
        request ->
            request.response().setStatusCode(status).putHeader("Retry-After", header).end("<html>");
    google.next(answer); // to the question for an access token
    assertThat(failure(fcm).retryAfterMs()).isEqualTo(waitMs);
    push();
    google.next(answer);
    assertThat(failure(fcm).retryAfterMs()).isEqualTo(waitMs);
    assertThat(alarms).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHENTICATED, THIRD_PARTY_AUTH_ERROR",
    "403, PERMISSION_DENIED, ''",
    "404, NOT_FOUND, ''",
  })
  void whatTheOperatorHasWrongIsToldAloudAndBlamesNoDevice(
      int status, String general, String code) {
    push();
    google.next(error(status, general, code));
    assertThat(failure(fcm)).hasMessageContaining("FCM answers " + status);
    assertThat(alarms).singleElement().asString().contains("push.fcm");
    assertThat(push()).isEqualTo(Outcome.ACCEPTED);
    assertThat(google.given()).as("with a new access token").isEqualTo(2);
  }

  @Test
  void anotherKeyGetsNoAccessToken() {
    Fcm stranger = fcm(google.account(TestKeys.make("RSA", 2_048)), TIMEOUT_MS);
    assertThat(failure(stranger)).hasMessageContaining("400").hasMessageContaining("access token");
    assertThat(alarms).singleElement().asString().contains("push.fcm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "[]", "{\"access_token\": 7}", "{\"expires_in\": \"soon\"}"})
  void whatIsNoAccessTokenIsNotTakenForOne(String body) {
    google.next(request -> request.response().end(body));
    assertThat(failure(fcm)).hasMessageContaining("no token");
    assertThat(push()).isEqualTo(Outcome.ACCEPTED);
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedFor() {
    Fcm hasty = fcm(google.account(), 2_000);
    await(hasty.push(PHONE, Notifications.SOME));
    google.next(request -> {});
    assertThat(failure(hasty)).hasMessageContaining("FCM does not answer");
  }

  @Test
  void whoBreaksOffIsTriedAgain() {
    for (int i = 0; i < 2; i++) {
      google.next(request -> request.connection().close());
      assertThat(failure(fcm)).hasMessageContaining(i == 0 ? "access token" : "does not answer");
      assertThat(push()).isEqualTo(Outcome.ACCEPTED);
    }
  }
}
