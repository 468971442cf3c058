package io.sotong.push.fcm;

import io.sotong.push.Exchange;
import io.sotong.push.Jwt;
import io.sotong.push.Provider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Access tokens of a service account: RFC 7523, one asked for at a time and held until it runs out.
 * Any thread.
 */
final class AccessTokens {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  /** As long as Google lets an assertion hold. */
  private static final Duration ASSERTED = Duration.ofHours(1);

  /** A token is not used when it is about to run out. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final HttpClient http;
  private final ServiceAccount account;
  private final int timeoutMs;
  private final InstantSource clock;
  private final Consumer<String> alarm;
  private Future<Held> last = Future.failedFuture("none yet");

  AccessTokens(
      Vertx vertx,
      HttpClient http,
      ServiceAccount account,
      int timeoutMs,
      InstantSource clock,
      Consumer<String> alarm) {
    this.vertx = vertx;
    this.http = http;
    this.account = account;
    this.timeoutMs = timeoutMs;
    this.clock = clock;
    this.alarm = alarm;
  }

  private record Held(String token, Instant until) {}

  /** One that holds; fails with {@code unavailable}. */
  synchronized Future<String> get() {
    boolean holds =
        !last.isComplete() || last.succeeded() && clock.instant().isBefore(last.result().until());
    if (!holds) {
      last = ask();
    }
    return last.map(Held::token);
  }

  /** It was not taken: the next is asked for anew. */
  synchronized void forget(String token) {
    if (last.succeeded() && last.result().token().equals(token)) {
      last = Future.failedFuture("forgotten");
    }
  }

  private Future<Held> ask() {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(account.tokenUri().toString())
            .putHeader("Content-Type", "application/x-www-form-urlencoded");
    return vertx
        .executeBlocking(this::assertion, false)
        .compose(assertion -> Exchange.ask(http, request, form(assertion), timeoutMs))
        .compose(
            this::read,
            cause ->
                Future.failedFuture(
                    Provider.unavailable(
                        "Google gives no access token: " + cause.getMessage(), 0)));
  }

  private String assertion() throws GeneralSecurityException {
    Instant now = clock.instant();
    JsonObject claims =
        new JsonObject()
            .put("iss", account.email())
            .put("scope", SCOPE)
            .put("aud", account.tokenUri().toString())
            .put("iat", now.getEpochSecond())
            .put("exp", now.plus(ASSERTED).getEpochSecond());
    return Jwt.sign(
        Jwt.Algorithm.RS256, account.key(), new JsonObject().put("kid", account.keyId()), claims);
  }

  private static Buffer form(String assertion) {
    return Buffer.buffer(
        "grant_type="
            + URLEncoder.encode(GRANT, StandardCharsets.UTF_8)
            + "&assertion="
            + assertion);
  }

  private Future<Held> read(Exchange.Answer answer) {
    String told = "Google answers " + answer.status() + " when asked for an access token";
    if (answer.status() == 200) {
      return token(answer.body())
          .map(Future::succeededFuture)
          .orElse(Future.failedFuture(Provider.unavailable(told + ", and it is no token", 0)));
    }
    if (!answer.isPassing()) {
      alarm.accept(told + ": nobody is woken by FCM until push.fcm is set right");
    }
    return Future.failedFuture(Provider.unavailable(told, answer.retryAfterMs(clock.millis())));
  }

  private Optional<Held> token(Buffer body) {
    try {
      JsonObject its = new JsonObject(body);
      return its.getValue("access_token") instanceof String token
              && its.getValue("expires_in") instanceof Number seconds
          ? Optional.of(
              new Held(token, clock.instant().plusSeconds(seconds.longValue()).minus(MARGIN)))
          : Optional.empty();
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }
}
