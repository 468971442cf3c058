package io.sotong.routing;

import io.sotong.bus.RouteTalk.MarkRead;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.bus.RouteTalk.Typing;
import io.sotong.channel.Memberships;
import io.sotong.log.Log;
import io.sotong.mailbox.Notices;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.wire.Done;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a router does, without the bus and the timers around it, so that the simulation runs
 * this very class. It may be killed at any step: another one, or the same after a restart, goes on
 * from what the store says. Not thread-safe: one context.
 */
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final int SWEPT_AT_ONCE = 100;

  /** With a page of messages each that is less than half of what may wait for Cassandra. */
  private static final int MAILBOXES_AT_ONCE = 128;

  private final Log log;
  private final Lanes lanes;
  private final FanOutDriver driver;
  private final ReadMarkers markers;
  private final NoticeDelivery notices;

  public Router(
      Log log,
      Memberships memberships,
      Notices notices,
      Hints hints,
      InstantSource clock,
      RoutingOptions options) {
    this.log = log;
    Hints guarded = guard(hints);
    MailboxTails tails = new MailboxTails(log);
    Committer committer = new Committer(log, guarded, tails);
    KnownMembers members = new KnownMembers(memberships, clock, options.maxLanes());
    AtOnce mailboxes = new AtOnce(MAILBOXES_AT_ONCE);
    NoticeCopies copies = new NoticeCopies(log, guarded, tails, mailboxes);
    this.driver = new FanOutDriver(log, members, guarded, tails, mailboxes);
    this.lanes = new Lanes(log, members, committer, driver, clock, options);
    this.markers = new ReadMarkers(log, lanes, committer, copies);
    this.notices = new NoticeDelivery(log, notices, copies);
  }

  /** Stores a message durably, then tells; fails with the codes of {@code send}. */
  public Future<Sent> send(Send send) {
    return lanes.send(send);
  }

  /** Moves a read marker forward; fails with {@code not_found} or {@code invalid}. */
  public Future<Done> markRead(MarkRead mark) {
    return markers.mark(mark);
  }

  /** Whom to tell that somebody is writing: nobody, if that one may not speak there. */
  public Future<List<UserId>> listeners(Typing typing) {
    return lanes
        .now(typing.channel())
        .map(
            now -> {
              List<UserId> others = new ArrayList<>(now.members().usernames().keySet());
              boolean speaks =
                  others.remove(typing.user()) && !now.members().blocked().contains(typing.user());
              return speaks ? others : List.of();
            });
  }

  /** Delivers the notices that wait. */
  public Future<Void> deliverNotices() {
    return notices.run();
  }

  /**
   * Finishes the fan-outs that a dead router left in a slot; one that fails never stops the rest.
   */
  public Future<Void> sweep(int slot) {
    return log.unfinished(slot, SWEPT_AT_ONCE)
        .compose(
            channels -> {
              Future<Void> done = Future.succeededFuture();
              for (ChannelId channel : channels) {
                done = done.compose(before -> finish(channel));
              }
              return done;
            });
  }

  /** Sends that are not answered yet. */
  public int waiting() {
    return lanes.waiting();
  }

  private Future<Void> finish(ChannelId channel) {
    return driver
        .drive(channel)
        .onFailure(cause -> LOG.warn("fan-out of {} is put off: {}", channel, cause.getMessage()))
        .otherwiseEmpty();
  }

  /** A hint that fails is only late. */
  private static Hints guard(Hints hints) {
    return (places, fields) -> {
      if (places.isEmpty()) {
        return Future.succeededFuture(List.of());
      }
      return hints
          .hint(places, fields)
          .onFailure(cause -> LOG.debug("a hint was lost: {}", cause.getMessage()));
    };
  }
}
