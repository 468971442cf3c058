package io.sotong.channel;

import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;

/**
 * The port to the store of channels and their members. Laws, which the contract suite holds every
 * adapter to:
 *
 * <ol>
 *   <li>Of two users there is at most one direct channel, however many make it at once.
 *   <li>Changes of one channel happen one after the other, each by {@link ChannelRules} on what the
 *       one before left, and each raises the channel's version, which begins at 1.
 *   <li>With each change, and not without it, notices of kind {@code channel} wait for every member
 *       after it and, with {@code removed}, for whoever is one no longer; the first carries the
 *       raise of the version.
 *   <li>A removed account is made a member of nothing.
 * </ol>
 *
 * <p>Any thread; futures complete on the caller's context. They fail with the codes of {@link
 * ChannelRules} and those named here, and with {@code unavailable}.
 */
public interface Channels {
  /**
   * What a channel became.
   *
   * @param version of the channel as it stands here
   * @param changed false if everything was so before
   */
  record Changed(Channel channel, long version, boolean changed) {
    /** What routers must find raised before anyone is answered. */
    public Raise raise() {
      return new Raise(Register.channelVersion(channel.channelId()), version);
    }
  }

  /** A channel of somebody's. */
  record Own(ChannelId channelId, long createdAtMs) {}

  /**
   * Keeps a new channel, made by {@link ChannelRules}; its first member is its creator. A direct
   * channel that the two have already is answered unchanged.
   *
   * @return fails with {@code blocked} if another member blocked the creator; for a user who does
   *     not exist with {@code not_found} (direct) or {@code invalid} (group)
   */
  Future<Changed> create(Channel fresh);

  /**
   * Changes a channel by {@link ChannelRules#apply}.
   *
   * @return fails also with {@code not_found} for no such channel, or for a user to be added who
   *     does not exist, and {@code blocked} if that one blocked who asks
   */
  Future<Changed> change(ChannelId channel, Wish wish);

  /** Removes a user from all groups; direct channels keep both members. */
  Future<List<Changed>> leaveAll(UserId user);

  /** Those of {@code channels} that exist, in any order. */
  Future<List<Channel>> get(List<ChannelId> channels);

  /** All channels that {@code user} is a member of, in any order. */
  Future<List<Own>> of(UserId user);

  /**
   * All channels that have members, by id: at most {@code limit} of those after {@code after},
   * which may be empty.
   */
  Future<List<ChannelId>> ids(String after, int limit);
}
