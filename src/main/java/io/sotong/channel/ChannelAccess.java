package io.sotong.channel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;

/**
 * Lets members see a channel, and nobody else. Members are cached as routers cache them: under the
 * channel's version, which is read with its head each time. Any thread.
 */
public final class ChannelAccess {
  /** Members kept in all cached channels together, some 200 bytes each. */
  private static final long MAX_CACHED_MEMBERS = 50_000;

  private final Log log;
  private final Memberships memberships;
  private final Cache<ChannelId, Membership> known =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_MEMBERS)
          .weigher((ChannelId id, Membership members) -> 1 + members.usernames().size())
          .build();

  public ChannelAccess(Log log, Memberships memberships) {
    this.log = log;
    this.memberships = memberships;
  }

  /**
   * A channel as one of its members finds it.
   *
   * @param head its last acknowledged seq; every row up to it is stored
   * @param readSeq up to which this member has read it
   */
  public record View(Membership members, long head, long readSeq) {
    public ChannelId channelId() {
      return members.channelId();
    }
  }

  /** The channel; {@code not_found} for who is no member, as for no such channel. */
  public Future<View> of(ChannelId channel, UserId user) {
    return log.get(
            List.of(
                Register.channelVersion(channel),
                Register.channelHead(channel),
                Register.readMarker(channel, user)))
        .compose(
            values ->
                members(channel, values[0])
                    .map(
                        members -> {
                          if (!members.has(user)) {
                            throw notFound();
                          }
                          return new View(members, values[1], values[2]);
                        }));
  }

  private Future<Membership> members(ChannelId channel, long version) {
    Membership cached = known.getIfPresent(channel);
    if (cached != null && cached.version() >= version) {
      return Future.succeededFuture(cached);
    }
    return memberships
        .of(channel)
        .map(
            found -> {
              Membership fresh = found.orElseThrow(ChannelAccess::notFound);
              if (fresh.version() < version) {
                throw new ChatException(
                    ErrorCode.UNAVAILABLE, "The members are not known yet.", 200);
              }
              known.put(channel, fresh);
              return fresh;
            });
  }

  private static ChatException notFound() {
    return new ChatException(ErrorCode.NOT_FOUND, "There is no such channel.");
  }
}
