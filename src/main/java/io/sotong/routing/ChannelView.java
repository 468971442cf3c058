package io.sotong.routing;

import io.sotong.channel.Membership;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.List;

/** A channel's registers, and its members by {@link KnownMembers}. Not thread-safe. */
final class ChannelView {
  private final ChannelId channel;
  private final Log log;
  private final KnownMembers members;

  ChannelView(ChannelId channel, Log log, KnownMembers members) {
    this.channel = channel;
    this.log = log;
    this.members = members;
  }

  /**
   * A channel at a moment.
   *
   * @param head its last acknowledged seq
   * @param fannedOut up to which every member has copies
   */
  record Now(Membership members, long head, long fannedOut) {}

  /** The channel now; {@code not_found} if there is none, {@code unavailable}. */
  Future<Now> now() {
    return log.get(
            List.of(
                Register.channelVersion(channel),
                Register.channelHead(channel),
                Register.fannedOut(channel)))
        .compose(
            values ->
                members.of(channel, values[0]).map(known -> new Now(known, values[1], values[2])));
  }
}
