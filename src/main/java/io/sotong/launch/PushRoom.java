package io.sotong.launch;

import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.PushTalk.Wake;
import io.sotong.config.Settings;
import io.sotong.mailbox.Postman;
import io.sotong.model.UserId;
import io.sotong.push.Enrolment;
import io.sotong.push.Pace;
import io.sotong.push.PushQueue;
import io.sotong.push.PushVerticle;
import io.sotong.push.Registrations;
import io.sotong.push.Sources;
import io.sotong.push.Subscription;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Browser;
import io.sotong.push.web.Vapid;
import io.sotong.push.web.WebPush;
import io.sotong.routing.Hints;
import io.sotong.store.sql.SqlBlocks;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlKeys;
import io.sotong.store.sql.SqlRegistrations;
import io.sotong.store.sql.SqlUsers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Push, wired: what the API offers of it, and the kind {@code push}. */
record PushRoom(
    Vertx vertx,
    Stores stores,
    Settings settings,
    Clock clock,
    Vapid vapid,
    WebPush web,
    PushCredentials credentials) {

  /** Makes it ready; the installation's key is made at its first start. */
  static Future<PushRoom> open(Vertx vertx, Stores stores, Settings settings, Clock clock) {
    return vertx
        .executeBlocking(() -> PushCredentials.read(settings.push()).told())
        .compose(
            credentials ->
                Vapid.open(new SqlKeys(stores.sql()), settings.push().contact(), clock)
                    .map(vapid -> of(vertx, stores, settings, clock, vapid, credentials)));
  }

  private static PushRoom of(
      Vertx vertx,
      Stores stores,
      Settings settings,
      Clock clock,
      Vapid vapid,
      PushCredentials credentials) {
    WebPush.Options options =
        new WebPush.Options(
            settings.push().timeoutMs(), settings.push().atOnce(), settings.push().ownServices());
    WebPush web = new WebPush(vertx, vapid, options, clock);
    return new PushRoom(vertx, stores, settings, clock, vapid, web, credentials);
  }

  /** Hints that also tell push who is away: it hears, and nobody waits for it. */
  static Hints hints(Bus bus, Postman postman) {
    return (places, fields) ->
        postman
            .hint(places, fields)
            .onSuccess(
                away -> {
                  if (!away.isEmpty()) {
                    bus.send(Addresses.WAKE, new Wake(of(places, away)));
                  }
                });
  }

  private static List<Place> of(List<Place> places, List<UserId> away) {
    Set<UserId> gone = new HashSet<>(away);
    return places.stream().filter(place -> gone.contains(place.user())).toList();
  }

  Enrolment enrolment() {
    return new Enrolment(registrations(), stores.log(), this::refusal);
  }

  private Optional<String> refusal(Subscription subscription) {
    if (subscription instanceof Browser browser) {
      return web.refusal(browser);
    }
    App app = (App) subscription;
    boolean on =
        switch (app.service()) {
          case APNS -> credentials.apns().isPresent();
          case FCM -> credentials.fcm().isPresent();
        };
    return on
        ? app.refusal()
        : Optional.of("This server has no credentials for " + app.provider() + '.');
  }

  private Registrations registrations() {
    return new SqlRegistrations(stores.sql());
  }

  /** The queue, opened; fails with a sentence if it cannot be used. */
  Future<PushQueue> queue(Metrics metrics) {
    return stores
        .queue()
        .apply(clock)
        .onSuccess(
            queue -> {
              metrics.gauge("sotong.push.waiting", "wake-ups", () -> queue.figures().waiting());
              metrics.gauge("sotong.push.done", "wake-ups done", () -> queue.figures().pushed());
              metrics.gauge("sotong.push.failed", "tries in vain", () -> queue.figures().failed());
              metrics.gauge("sotong.push.dead", "wake-ups given up", () -> queue.figures().dead());
            });
  }

  /** The one instance of the kind; closes {@code queue}. Blocks, to read whom TLS trusts. */
  PushVerticle verticle(Bus bus, PushQueue queue) {
    Sources sources =
        new Sources(
            stores.log(),
            stores.directory(),
            registrations(),
            new SqlUsers(stores.sql()),
            new SqlBlocks(stores.sql()),
            new SqlChannels(stores.sql()));
    Pace<Browser> browsers =
        new Pace<>(
            vertx, web, settings.push().perSecond(), settings.push().atOnce(), System::nanoTime);
    return new PushVerticle(
        bus,
        sources,
        queue,
        PushProviders.of(vertx, browsers, credentials, settings.push(), clock),
        settings.push().sweepMs());
  }
}
