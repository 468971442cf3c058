package io.sotong.push.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import io.sotong.push.Notification;
import io.sotong.push.Provider;
import io.sotong.push.Subscription.App;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes to apps by APNs, over one HTTP/2 connection that is opened when it is needed. Any thread;
 * the connection has one of its own.
 */
public final class Apns implements Provider<App> {
  private static final Logger LOG = LoggerFactory.getLogger(Apns.class);

  /** So long APNs keeps it for a device that is not there. */
  private static final Duration KEPT = Duration.ofDays(1);

  private static final Set<String> GONE = Set.of("BadDeviceToken", "Unregistered", "ExpiredToken");

  /** A token for authentication that ran out is made anew for the next try. */
  private static final Set<String> PASSING = Set.of("IdleTimeout", "ExpiredProviderToken");

  /** What is wrong with this server and not with the device. */
  private static final Set<String> OWN_FAULT =
      Set.of("BadTopic", "MissingTopic", "TopicDisallowed");

  private final Vertx vertx;
  private final ApnsClient client;
  private final String topic;
  private final int timeoutMs;
  private final InstantSource clock;
  private final Consumer<String> alarm;

  /**
   * An operator's key for token authentication, as Apple's developer site gives it out.
   *
   * @param keyId its name there
   * @param teamId whose it is
   */
  public record Key(String keyId, String teamId, ECPrivateKey key) {
    @Override
    public String toString() {
      return "Key[" + keyId + ", redacted]";
    }
  }

  /**
   * Whom to ask, and how.
   *
   * @param topic the app's bundle id
   * @param timeoutMs for one notification in all
   */
  public record Options(String host, int port, String topic, int timeoutMs) {}

  Apns(
      Vertx vertx,
      ApnsClient client,
      Options options,
      InstantSource clock,
      Consumer<String> alarm) {
    this.vertx = vertx;
    this.client = client;
    this.topic = options.topic();
    this.timeoutMs = options.timeoutMs();
    this.clock = clock;
    this.alarm = alarm;
  }

  /**
   * Makes it ready; nothing is asked yet.
   *
   * @param alarm is told what only the operator can mend
   */
  public static Apns open(
      Vertx vertx, Key key, Options options, InstantSource clock, Consumer<String> alarm)
      throws IOException, GeneralSecurityException {
    return new Apns(vertx, builder(key, options).build(), options, clock, alarm);
  }

  static ApnsClientBuilder builder(Key key, Options options) throws GeneralSecurityException {
    return new ApnsClientBuilder()
        .setApnsServer(options.host(), options.port())
        .setSigningKey(new ApnsSigningKey(key.keyId(), key.teamId(), key.key()))
        .setUseAlpn(true)
        .setConnectionTimeout(Duration.ofMillis(options.timeoutMs()));
  }

  @Override
  public Future<Outcome> push(App to, Notification notification) {
    SimpleApnsPushNotification asked =
        new SimpleApnsPushNotification(
            to.token(),
            topic,
            payload(notification).encode(),
            clock.instant().plus(KEPT),
            DeliveryPriority.IMMEDIATE,
            PushType.ALERT,
            notification.collapseKey());
    return Future.fromCompletionStage(client.sendNotification(asked), vertx.getOrCreateContext())
        .timeout(timeoutMs, TimeUnit.MILLISECONDS)
        .compose(
            this::judge,
            cause ->
                Future.failedFuture(
                    Provider.unavailable("APNs does not answer: " + cause.getMessage(), 0)));
  }

  /** At most 4 KiB: what is shown, and PROTOCOL.md's fields for the app. */
  static JsonObject payload(Notification notification) {
    JsonObject alert = new JsonObject().put("title", notification.senderName());
    notification.channelName().ifPresent(name -> alert.put("subtitle", name));
    notification.preview().ifPresent(text -> alert.put("body", text));
    JsonObject aps =
        new JsonObject()
            .put("alert", alert)
            .put("badge", notification.unread())
            .put("sound", "default")
            .put("thread-id", notification.channel().value())
            .put("mutable-content", 1);
    return notification.toJson().put("aps", aps);
  }

  private Future<Outcome> judge(PushNotificationResponse<?> answer) {
    if (answer.isAccepted()) {
      return Future.succeededFuture(Outcome.ACCEPTED);
    }
    int status = answer.getStatusCode();
    String reason = answer.getRejectionReason().orElse("");
    if (status == 410 || GONE.contains(reason)) {
      return Future.succeededFuture(Outcome.GONE);
    }
    String told = "APNs answers " + status + ' ' + reason;
    if (status == 429 || status >= 500 || PASSING.contains(reason)) {
      return Future.failedFuture(Provider.unavailable(told, 0));
    }
    if (status == 401 || status == 403 || OWN_FAULT.contains(reason)) {
      alarm.accept(told + ": nobody is woken by it until push.apns is set right");
      return Future.failedFuture(Provider.unavailable(told, 0));
    }
    LOG.warn("{}: that notification is given up", told);
    return Future.succeededFuture(Outcome.REFUSED);
  }

  /** Not waited for: nothing is on its way any more, and its thread ends within seconds. */
  @Override
  public Future<Void> close() {
    Future.fromCompletionStage(client.close())
        .onFailure(cause -> LOG.warn("the connection to APNs did not end well", cause));
    return Future.succeededFuture();
  }
}
