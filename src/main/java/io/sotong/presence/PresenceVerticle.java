package io.sotong.presence;

import io.sotong.bus.AccountTalk.FriendsOf;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.bus.Subscription;
import io.sotong.mailbox.Postman;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Change;
import io.sotong.presence.PresenceTable.Seen;
import io.sotong.protocol.Pushes;
import io.sotong.wire.Done;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

  private Future<Done> arrive(Arrive arrival) {
    return table.arrive(arrival).map(change -> tell(arrival.user(), change, arrival.atMs()));
  }

  private Future<Done> beat(Beats beats) {
    return table
        .beat(beats)
        .map(
            online -> {
              online.forEach(user -> tell(user, Change.ONLINE, clock.millis()));
              return Done.DONE;
            });
  }

  private Future<Done> leave(Leave leave) {
    return table.leave(leave).map(change -> tell(leave.user(), change, leave.atMs()));
  }

  /** One sweep at a time; an entry that fails is left for the next. */
  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    long nowMs = clock.millis();
    long before = PresenceSweep.before(nowMs, options.timeoutMs(), options.reportMs());
    table
        .seenBefore(before, SWEPT_AT_ONCE)
        .compose(
            seen -> {
              List<Future<Void>> ends = new ArrayList<>();
              for (Seen one :
                  PresenceSweep.silent(seen, nowMs, options.timeoutMs(), options.reportMs())) {
                ends.add(expire(one, before));
              }
              return Future.join(ends);
            })
        .onFailure(cause -> LOG.warn("presence is swept later: {}", cause.getMessage()))
        .onComplete(done -> sweeping = false);
  }

  private Future<Void> expire(Seen seen, long before) {
    return table
        .expire(seen.user(), seen.device(), before)
        .onSuccess(change -> tell(seen.user(), change, seen.beatMs()))
        .onFailure(cause -> LOG.warn("one expiry is put off: {}", cause.getMessage()))
        .transform(done -> Future.succeededFuture());
  }

  /** Each friendship has its own channel; a notice goes out once on each, and is never stored. */
  private Done tell(UserId user, Change change, long lastActiveAtMs) {
    if (change != Change.NONE) {
      bus.request(Addresses.FRIENDS, new FriendsOf(user))
          .onSuccess(
              friends -> {
                for (UserId friend : friends.users()) {
                  postman.tell(
                      List.of(friend),
                      new Signal.Frame(
                          Pushes.presence(user, friend, change == Change.ONLINE, lastActiveAtMs)));
                }
              })
          .onFailure(cause -> LOG.warn("friends are not told: {}", cause.getMessage()));
    }
    return Done.DONE;
  }
}
