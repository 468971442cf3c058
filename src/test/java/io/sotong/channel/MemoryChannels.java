package io.sotong.channel;

import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Channels in memory, by the same rules, for tests of what stands upon them; no notices. */
public final class MemoryChannels implements Channels, Memberships {
  private final Map<ChannelId, Changed> channels = new HashMap<>();
  public int asked;

  @Override
  public synchronized Future<Changed> create(Channel fresh) {
    if (fresh.kind() == Channel.Kind.DIRECT) {
      Optional<Changed> there =
          channels.values().stream()
              .filter(each -> each.channel().kind() == Channel.Kind.DIRECT)
              .filter(each -> each.channel().memberIds().containsAll(fresh.memberIds()))
              .findFirst();
      if (there.isPresent()) {
        return Future.succeededFuture(
            new Changed(there.get().channel(), there.get().version(), false));
      }
    }
    return Future.succeededFuture(put(new Changed(fresh, 1, true)));
  }

  @Override
  public synchronized Future<Changed> change(ChannelId channel, Wish wish) {
    Changed before = channels.get(channel);
    if (before == null) {
      return Future.failedFuture(
          new ChatException(ErrorCode.NOT_FOUND, "There is no such channel."));
    }
    try {
      Channel after = ChannelRules.apply(before.channel(), wish);
      return Future.succeededFuture(
          after.equals(before.channel())
              ? new Changed(after, before.version(), false)
              : put(new Changed(after, before.version() + 1, true)));
    } catch (ChatException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public synchronized Future<List<Changed>> leaveAll(UserId user) {
    List<Changed> left = new ArrayList<>();
    for (Changed each : List.copyOf(channels.values())) {
      Channel channel = each.channel();
      if (channel.kind() == Channel.Kind.GROUP && channel.memberIds().contains(user)) {
        Channel after = ChannelRules.apply(channel, new Wish.Remove(user, user));
        left.add(put(new Changed(after, each.version() + 1, true)));
      }
    }
    return Future.succeededFuture(left);
  }

  @Override
  public synchronized Future<List<Channel>> get(List<ChannelId> ids) {
    return Future.succeededFuture(
        channels.values().stream()
            .map(Changed::channel)
            .filter(channel -> ids.contains(channel.channelId()))
            .toList());
  }

  @Override
  public synchronized Future<List<Own>> of(UserId user) {
    return Future.succeededFuture(
        channels.values().stream()
            .map(Changed::channel)
            .filter(channel -> channel.memberIds().contains(user))
            .map(channel -> new Own(channel.channelId(), channel.createdAtMs()))
            .toList());
  }

  @Override
  public synchronized Future<List<ChannelId>> ids(String after, int limit) {
    return Future.succeededFuture(
        channels.values().stream()
            .map(Changed::channel)
            .filter(channel -> !channel.memberIds().isEmpty())
            .map(Channel::channelId)
            .filter(id -> id.value().compareTo(after) > 0)
            .sorted()
            .limit(limit)
            .toList());
  }

  @Override
  public synchronized Future<Optional<Membership>> of(ChannelId channel) {
    asked++;
    return Future.succeededFuture(
        Optional.ofNullable(channels.get(channel))
            .map(
                each ->
                    new Membership(
                        channel,
                        each.channel().kind(),
                        each.version(),
                        each.channel().memberIds().stream()
                            .collect(Collectors.toMap(user -> user, UserId::value)),
                        Set.of())));
  }

  private Changed put(Changed changed) {
    channels.put(changed.channel().channelId(), changed);
    return changed;
  }
}
