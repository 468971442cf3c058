package io.sotong.presence;

import io.sotong.bus.AccountTalk.Friends;
import io.sotong.bus.AccountTalk.FriendsOf;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.bus.PushTalk.Wake;
import io.sotong.bus.Subscription;
import io.sotong.mailbox.Postman;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Change;
import io.sotong.presence.PresenceTable.Seen;
import io.sotong.presence.PresenceTable.Status;
import io.sotong.protocol.Pushes;
import io.sotong.wire.Done;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kind {@code presence}: keeps the table, sweeps it, and tells friends of what changes. */
public final class PresenceVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceVerticle.class);
  private static final int SWEPT_AT_ONCE = 1_000;

  private final Bus bus;
  private final PresenceTable table;
  private final Postman postman;
  private final InstantSource clock;
  private final PresenceOptions options;
  private final List<Subscription> served = new ArrayList<>();
  private final Map<UserId, Future<Void>> telling = new HashMap<>();
  private boolean sweeping;

  public PresenceVerticle(
      Bus bus, PresenceTable table, Postman postman, InstantSource clock, PresenceOptions options) {
    this.bus = bus;
    this.table = table;
    this.postman = postman;
    this.clock = clock;
    this.options = options;
  }

  @Override
  public Future<?> start() {
    served.add(bus.serve(Addresses.ARRIVE, this::arrive));
    served.add(bus.serve(Addresses.BEATS, this::beat));
    served.add(bus.serve(Addresses.LEAVE, this::leave));
    vertx.setPeriodic(options.sweepMs(), timer -> sweep());
    return Future.all(served.stream().map(Subscription::ready).toList());
  }

  @Override
  public Future<?> stop() {
    return Future.join(served.stream().map(Subscription::close).toList());
  }

  /** A table that is away keeps nobody out: the device's next beat brings it into the table. */
  private Future<Done> arrive(Arrive arrival) {
    return table
        .arrive(arrival)
        .map(change -> tell(arrival.user(), change))
        .recover(
            cause ->
                ChatException.from(cause).code() == ErrorCode.UNAVAILABLE
                    ? Future.succeededFuture(Done.DONE)
                    : Future.failedFuture(cause));
  }

  private Future<Done> beat(Beats beats) {
    return table
        .beat(beats)
        .map(
            online -> {
              online.forEach(user -> tell(user, Change.ONLINE));
              return Done.DONE;
            });
  }

  private Future<Done> leave(Leave leave) {
    return table.leave(leave).map(change -> tell(leave.user(), change));
  }

  /** One sweep at a time; whatever fails is left for the next. */
  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    Future.succeededFuture()
        .compose(go -> sweep(clock.millis()))
        .onFailure(cause -> LOG.warn("presence is swept later: {}", cause.getMessage()))
        .onComplete(done -> sweeping = false);
  }

  private Future<Void> sweep(long nowMs) {
    long before = PresenceSweep.before(nowMs, options.timeoutMs(), options.reportMs());
    return table
        .seenBefore(before, SWEPT_AT_ONCE)
        .compose(
            seen -> {
              List<Future<Boolean>> ends = new ArrayList<>();
              for (Seen one :
                  PresenceSweep.silent(seen, nowMs, options.timeoutMs(), options.reportMs())) {
                ends.add(expire(one, before));
              }
              return Future.join(ends)
                  .compose(
                      done ->
                          ends.size() == SWEPT_AT_ONCE && ends.stream().allMatch(Future::result)
                              ? sweep(nowMs) // a whole node may have died
                              : Future.succeededFuture());
            });
  }

  /** Whether the entry is dealt with; one that fails stops no other. */
  private Future<Boolean> expire(Seen seen, long before) {
    return Future.succeededFuture()
        .compose(go -> table.expire(seen.user(), seen.device(), before))
        .map(
            change -> {
              tell(seen.user(), change);
              return true;
            })
        .otherwise(
            cause -> {
              LOG.warn("one expiry is put off: {}", cause.getMessage());
              return false;
            });
  }

  /** Changes of one user are told one after the other, lest the older be heard last. */
  private Done tell(UserId user, Change change) {
    if (change == Change.OFFLINE) {
      bus.send(Addresses.WAKE, new Wake(List.of(new Place(user, 0))));
    }
    if (change != Change.NONE) {
      Future<Void> before = telling.getOrDefault(user, Future.succeededFuture());
      Future<Void> told =
          before
              .compose(done -> tellFriends(user, change == Change.ONLINE))
              .onFailure(cause -> LOG.warn("friends are not told: {}", cause.getMessage()))
              .otherwiseEmpty();
      telling.put(user, told);
      told.onComplete(done -> telling.remove(user, told));
    }
    return Done.DONE;
  }

  /** Each friendship has its own channel; a notice goes out once on each, and is never stored. */
  private Future<Void> tellFriends(UserId user, boolean online) {
    return bus.request(Addresses.FRIENDS, new FriendsOf(user))
        .compose(
            friends ->
                table
                    .statuses(List.of(user))
                    .map(statuses -> statuses.get(user))
                    .compose(status -> tell(user, online, status, friends)));
  }

  private Future<Void> tell(UserId user, boolean online, @Nullable Status status, Friends friends) {
    long lastActiveAtMs =
        status == null ? clock.millis() : status.lastActiveAtMs().orElseGet(clock::millis);
    List<Future<Void>> told = new ArrayList<>(friends.users().size());
    for (UserId friend : friends.users()) {
      Signal notice = new Signal.Frame(Pushes.presence(user, friend, online, lastActiveAtMs));
      told.add(postman.tell(List.of(friend), notice));
    }
    return Future.join(told).mapEmpty();
  }
}
