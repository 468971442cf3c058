package io.sotong.channel;

import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import java.util.Map;
import java.util.Set;

/**
 * Who is in a channel, as of one version of it.
 *
 * @param version the channel's version register when, or before, this was read
 * @param usernames the members, each with the name by which others mention them
 * @param blocked members of a direct channel whose messages the other does not want
 */
public record Membership(
    ChannelId channelId,
    Channel.Kind kind,
    long version,
    Map<UserId, String> usernames,
    Set<UserId> blocked) {

  public boolean has(UserId user) {
    return usernames.containsKey(user);
  }
}
