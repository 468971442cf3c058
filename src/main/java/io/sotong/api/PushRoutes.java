package io.sotong.api;

import io.sotong.push.Enrolment;
import io.sotong.push.Subscription;
import io.sotong.push.Subscription.Service;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** A device's push registration, and the key that a browser needs for it. */
public final class PushRoutes implements Routes {
  private final Enrolment enrolment;
  private final String vapidKey;

  public PushRoutes(Enrolment enrolment, String vapidKey) {
    this.enrolment = enrolment;
    this.vapidKey = vapidKey;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of(
        "registerPush", this::register,
        "removePush", this::remove,
        "getVapidKey",
            call ->
                Future.succeededFuture(Answer.ok(json -> json.writeStringField("key", vapidKey))));
  }

  private Future<Answer> register(Call call) {
    Caller caller = call.caller();
    return enrolment
        .register(caller.user(), caller.device(), subscription(call.body()))
        .map(done -> Answer.none());
  }

  private static Subscription subscription(JsonObject body) {
    Optional<Service> service = Service.of(body.getString("provider"));
    if (service.isPresent()) {
      return new Subscription.App(service.get(), body.getString("token", ""));
    }
    JsonObject keys = body.getJsonObject("keys", new JsonObject());
    return new Subscription.Browser(
        body.getString("endpoint", ""), keys.getString("p256dh", ""), keys.getString("auth", ""));
  }

  private Future<Answer> remove(Call call) {
    return enrolment.remove(call.caller().device()).map(done -> Answer.none());
  }
}
