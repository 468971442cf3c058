package io.sotong.push;

import io.sotong.account.Profile;
import io.sotong.account.User;
import io.sotong.log.Register;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.push.News.Message;
import io.sotong.push.PushPlan.Situation;
import io.sotong.push.PushPlan.Wake;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How things stand for one user: what {@link PushPlan} goes by, and the words for what it says.
 *
 * @param messages by their place in the mailbox
 * @param heads the last seq of each channel
 * @param names of whoever wrote
 */
record Outlook(
    Situation now,
    Map<Long, Message> messages,
    Map<ChannelId, Channel> channels,
    Map<ChannelId, Long> heads,
    Map<UserId, String> names) {

  /** Looks; fails with {@code unavailable}. */
  static Future<Outlook> of(
      Sources sources, UserId user, boolean here, long acked, List<Message> messages) {
    List<ChannelId> ids =
        messages.stream().map(message -> message.arrived().channel()).distinct().toList();
    List<UserId> senders =
        messages.stream().map(message -> message.arrived().sender()).distinct().toList();
    Future<Optional<Profile>> profile = sources.users().profile(user);
    Future<List<User>> blocked = sources.blocks().of(user);
    Future<List<User>> writers = sources.users().byIds(senders);
    Future<List<Channel>> known = sources.channels().get(ids);
    Future<Map<ChannelId, Long>> read =
        sources.log().get(ids, channel -> Register.readMarker(channel, user));
    Future<Map<ChannelId, Long>> heads = sources.log().get(ids, Register::channelHead);
    return Future.all(List.of(profile, blocked, writers, known, read, heads))
        .map(
            all -> {
              Map<ChannelId, Channel> own =
                  known.result().stream()
                      .filter(channel -> channel.memberIds().contains(user))
                      .collect(Collectors.toMap(Channel::channelId, channel -> channel));
              Situation now =
                  new Situation(
                      user,
                      here,
                      acked,
                      profile
                          .result()
                          .map(its -> Preferences.read(its.settings()))
                          .orElse(Preferences.NONE),
                      ids(blocked.result()),
                      own.keySet(),
                      read.result());
              Map<Long, Message> placed = new LinkedHashMap<>();
              messages.forEach(message -> placed.put(message.arrived().place(), message));
              return new Outlook(now, placed, own, heads.result(), names(writers.result()));
            });
  }

  private static Set<UserId> ids(List<User> users) {
    return users.stream().map(User::userId).collect(Collectors.toUnmodifiableSet());
  }

  private static Map<UserId, String> names(List<User> users) {
    return users.stream().collect(Collectors.toMap(User::userId, User::displayName));
  }

  /** What a device shows for it. */
  Notification notification(Wake wake) {
    PushPlan.Arrived latest = wake.latest();
    ChannelId channel = latest.channel();
    long read = now.read().getOrDefault(channel, 0L);
    Message message = messages.get(latest.place());
    return new Notification(
        channel,
        latest.seq(),
        latest.sender(),
        names.getOrDefault(latest.sender(), ""),
        Optional.ofNullable(channels.get(channel)).flatMap(Channel::name),
        Optional.ofNullable(message).filter(it -> now.preferences().preview()).map(Message::body),
        wake.count(),
        Math.max(wake.count(), heads.getOrDefault(channel, 0L) - read));
  }
}
