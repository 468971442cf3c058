package io.sotong.routing;

import io.sotong.channel.Membership;
import io.sotong.channel.Memberships;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel's members as this router knows them. They are asked for again whenever the channel's
 * version register is beyond what is known, so no message sent after a change was answered is
 * judged or copied by what was before it. Not thread-safe.
 */
final class ChannelView {
  private final ChannelId channel;
  private final Log log;
  private final Memberships memberships;
  private @Nullable Membership known;

  ChannelView(ChannelId channel, Log log, Memberships memberships) {
    this.channel = channel;
    this.log = log;
    this.memberships = memberships;
  }

  /**
   * A channel at a moment.
   *
   * @param head its last acknowledged seq
   * @param fannedOut up to which every member has copies
   */
  record Now(Membership members, long head, long fannedOut) {}

  /** The channel now; {@code not_found} if there is none. */
  Future<Now> now() {
    return log.get(
            List.of(
                Register.channelVersion(channel),
                Register.channelHead(channel),
                Register.fannedOut(channel)))
        .compose(
            values -> members(values[0]).map(members -> new Now(members, values[1], values[2])));
  }

  private Future<Membership> members(long version) {
    Membership cached = known;
    if (cached != null && cached.version() >= version) {
      return Future.succeededFuture(cached);
    }
    return memberships
        .of(channel)
        .map(
            found -> {
              Membership fresh =
                  found.orElseThrow(
                      () -> new ChatException(ErrorCode.NOT_FOUND, "no such channel"));
              if (fresh.version() < version) {
                throw new ChatException(ErrorCode.UNAVAILABLE, "members are not known yet", 200);
              }
              known = fresh;
              return fresh;
            });
  }
}
