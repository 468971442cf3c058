package io.sotong.push.fcm;

import io.sotong.push.Exchange;
import io.sotong.push.Notification;
import io.sotong.push.Provider;
import io.sotong.push.Subscription.App;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pushes to apps by FCM's HTTP v1. Any thread. */
public final class Fcm implements Provider<App> {
  private static final Logger LOG = LoggerFactory.getLogger(Fcm.class);

  /** The token is of no device, or of another project's app. */
  private static final Set<String> GONE = Set.of("UNREGISTERED", "SENDER_ID_MISMATCH");

  private final HttpClient http;
  private final AccessTokens tokens;
  private final String url;
  private final int timeoutMs;
  private final InstantSource clock;
  private final Consumer<String> alarm;

  /**
   * Whom to ask, and how.
   *
   * @param server its origin
   * @param timeoutMs for one notification, and for an access token
   * @param atOnce connections
   */
  public record Options(URI server, int timeoutMs, int atOnce) {}

  /**
   * Makes it ready; nothing is asked yet.
   *
   * @param alarm is told what only the operator can mend
   */
  public Fcm(
      Vertx vertx,
      ServiceAccount account,
      Options options,
      InstantSource clock,
      Consumer<String> alarm) {
    this.timeoutMs = options.timeoutMs();
    this.clock = clock;
    this.alarm = alarm;
    url = options.server() + "/v1/projects/" + account.project() + "/messages:send";
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(timeoutMs),
            new PoolOptions().setHttp1MaxSize(options.atOnce()));
    tokens = new AccessTokens(vertx, http, account, timeoutMs, clock, alarm);
  }

  @Override
  public Future<Outcome> push(App to, Notification notification) {
    Buffer message = new JsonObject().put("message", FcmMessage.of(to, notification)).toBuffer();
    return tokens.get().compose(token -> send(message, token));
  }

  private Future<Outcome> send(Buffer message, String token) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url)
            .putHeader("Content-Type", "application/json")
            .putHeader("Authorization", "Bearer " + token);
    return Exchange.ask(http, request, message, timeoutMs)
        .compose(
            answer -> judge(answer, token),
            cause ->
                Future.failedFuture(
                    Provider.unavailable("FCM does not answer: " + cause.getMessage(), 0)));
  }

  private Future<Outcome> judge(Exchange.Answer answer, String token) {
    int status = answer.status();
    if (status == 200) {
      return Future.succeededFuture(Outcome.ACCEPTED);
    }
    String code = code(answer.body());
    if (GONE.contains(code)) {
      return Future.succeededFuture(Outcome.GONE);
    }
    String told = "FCM answers " + status + ' ' + code;
    if (answer.isPassing()) {
      return Future.failedFuture(Provider.unavailable(told, answer.retryAfterMs(clock.millis())));
    }
    if (status == 401 || status == 403 || status == 404) {
      tokens.forget(token);
      alarm.accept(told + ": nobody is woken by it until push.fcm is set right");
      return Future.failedFuture(Provider.unavailable(told, 0));
    }
    LOG.warn("{}: that notification is given up", told);
    return Future.succeededFuture(Outcome.REFUSED);
  }

  /** FCM's own code, within Google's general form of an error; else that form's. */
  private static String code(Buffer body) {
    try {
      JsonObject error = new JsonObject(body).getJsonObject("error", new JsonObject());
      for (Object detail : error.getJsonArray("details", new JsonArray())) {
        if (detail instanceof JsonObject its && its.getValue("errorCode") instanceof String code) {
          return code;
        }
      }
      return error.getString("status", "");
    } catch (DecodeException | ClassCastException e) {
      return "";
    }
  }
}
