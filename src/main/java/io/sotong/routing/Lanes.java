package io.sotong.routing;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.log.Log;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The lanes of the channels that this router has lately served. Not thread-safe. */
final class Lanes {
  private final Log log;
  private final KnownMembers members;
  private final Committer committer;
  private final FanOutDriver driver;
  private final InstantSource clock;
  private final RoutingOptions options;
  private final Map<ChannelId, ChannelLane> lanes = new LinkedHashMap<>(256, 0.75f, true);
  private int waiting;

  Lanes(
      Log log,
      KnownMembers members,
      Committer committer,
      FanOutDriver driver,
      InstantSource clock,
      RoutingOptions options) {
    this.log = log;
    this.members = members;
    this.committer = committer;
    this.driver = driver;
    this.clock = clock;
    this.options = options;
  }

  /** Sends, or sheds with {@code unavailable} when too much waits already. */
  Future<Sent> send(Send send) {
    if (waiting >= options.maxWaiting()) {
      return Future.failedFuture(
          new ChatException(ErrorCode.UNAVAILABLE, "the router is overloaded", 1_000));
    }
    waiting++;
    return lane(send.channel()).send(send).onComplete(done -> waiting--);
  }

  /** A channel as it is now; {@code not_found}. */
  Future<ChannelView.Now> now(ChannelId channel) {
    return lane(channel).view().now();
  }

  /** How many sends have not been answered yet. */
  int waiting() {
    return waiting;
  }

  private ChannelLane lane(ChannelId channel) {
    ChannelLane lane = lanes.get(channel);
    if (lane == null) {
      forgetIdle();
      lane =
          new ChannelLane(
              channel, log, committer, driver, new ChannelView(channel, log, members), clock);
      lanes.put(channel, lane);
    }
    return lane;
  }

  /** The longest unused go first; a busy one never does, and those are bounded by what may wait. */
  private void forgetIdle() {
    Iterator<ChannelLane> oldest = lanes.values().iterator();
    while (lanes.size() >= options.maxLanes() && oldest.hasNext()) {
      if (oldest.next().idle()) {
        oldest.remove();
      } else {
        break;
      }
    }
  }
}
