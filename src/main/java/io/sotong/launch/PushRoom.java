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
import java.util.Set;

/** Push, wired: what the API offers of it, and the kind {@code push}. */
record PushRoom(
    Vertx vertx, Stores stores, Settings settings, Clock clock, Vapid vapid, WebPush provider) {

  /** Makes it ready; the installation's key is made at its first start. */
  static Future<PushRoom> open(Vertx vertx, Stores stores, Settings settings, Clock clock) {
    Settings.Push push = settings.push();
    return Vapid.open(new SqlKeys(stores.sql()), push.contact(), clock)
        .map(
            vapid ->
                new PushRoom(
                    vertx,
                    stores,
                    settings,
                    clock,
                    vapid,
                    new WebPush(
                        vertx,
                        vapid,
                        new WebPush.Options(push.timeoutMs(), push.atOnce(), push.ownServices()),
                        clock)));
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
    return new Enrolment(registrations(), stores.log(), provider::refusal);
  }

  private Registrations registrations() {
    return new SqlRegistrations(stores.sql());
  }

  /**
   * The one instance of the kind, with its queue opened; fails with a sentence if that cannot be
   * used.
   */
  Future<PushVerticle> verticle(Bus bus, Metrics metrics) {
    return stores
        .queue()
        .apply(clock)
        .map(
            queue -> {
              metrics.gauge("sotong.push.waiting", "wake-ups", () -> queue.figures().waiting());
              metrics.gauge("sotong.push.done", "wake-ups done", () -> queue.figures().pushed());
              metrics.gauge("sotong.push.failed", "tries in vain", () -> queue.figures().failed());
              metrics.gauge("sotong.push.dead", "wake-ups given up", () -> queue.figures().dead());
              return verticle(bus, queue);
            });
  }

  private PushVerticle verticle(Bus bus, PushQueue queue) {
    Sources sources =
        new Sources(
            stores.log(),
            stores.directory(),
            registrations(),
            new SqlUsers(stores.sql()),
            new SqlBlocks(stores.sql()),
            new SqlChannels(stores.sql()));
    return new PushVerticle(
        bus,
        sources,
        queue,
        new Pace(vertx, provider, settings.push().perSecond(), System::nanoTime),
        settings.push().sweepMs());
  }
}
