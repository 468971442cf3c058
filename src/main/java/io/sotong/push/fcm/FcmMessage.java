package io.sotong.push.fcm;

import io.sotong.push.Notification;
import io.sotong.push.Subscription.App;
import io.vertx.core.json.JsonObject;

/**
 * A notification as FCM takes it, at most 4 KiB: what is shown, what the app gets, and how either
 * system sorts it, for FCM knows apps on Android and on iOS.
 */
final class FcmMessage {
  private static final String TTL = "86400s";

  private FcmMessage() {}

  static JsonObject of(App to, Notification notification) {
    return new JsonObject()
        .put("token", to.token())
        .put("notification", shown(notification))
        .put("data", data(notification))
        .put("android", android(notification))
        .put("apns", apns(notification));
  }

  private static JsonObject shown(Notification notification) {
    JsonObject shown =
        new JsonObject()
            .put(
                "title",
                notification
                    .channelName()
                    .map(name -> notification.senderName() + " · " + name)
                    .orElse(notification.senderName()));
    notification.preview().ifPresent(text -> shown.put("body", text));
    return shown;
  }

  /** PROTOCOL.md's fields; FCM takes texts only. */
  private static JsonObject data(Notification notification) {
    JsonObject data = new JsonObject();
    notification.toJson().forEach(field -> data.put(field.getKey(), field.getValue().toString()));
    return data;
  }

  private static JsonObject android(Notification notification) {
    return new JsonObject()
        .put("collapse_key", notification.collapseKey())
        .put("priority", "HIGH")
        .put("ttl", TTL)
        .put(
            "notification",
            new JsonObject()
                .put("tag", notification.collapseKey())
                .put("notification_count", notification.unread()));
  }

  private static JsonObject apns(Notification notification) {
    JsonObject aps =
        new JsonObject()
            .put("badge", notification.unread())
            .put("sound", "default")
            .put("thread-id", notification.channel().value())
            .put("mutable-content", 1);
    return new JsonObject()
        .put("headers", new JsonObject().put("apns-collapse-id", notification.collapseKey()))
        .put("payload", new JsonObject().put("aps", aps));
  }
}
