package io.sotong.push;

import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is woken, and by what. Pure: all that it goes by is in its arguments. */
public final class PushPlan {
  private PushPlan() {}

  /**
   * A user, as things stand.
   *
   * @param here has a live session, on whatever device: what is new is told there
   * @param acked up to where in the mailbox any device of the user's has everything
   * @param blocked whom the user has blocked
   * @param channels that the user is in
   * @param read up to which seq the user has read a channel; absent for nothing
   */
  public record Situation(
      UserId user,
      boolean here,
      long acked,
      Preferences preferences,
      Set<UserId> blocked,
      Set<ChannelId> channels,
      Map<ChannelId, Long> read) {}

  /**
   * A device that is logged in and registered.
   *
   * @param woken up to where in the mailbox it has been woken for everything
   */
  public record Target(DeviceId device, Subscription subscription, long woken) {}

  /**
   * A message in the mailbox.
   *
   * @param place in the mailbox
   * @param mentions whether it mentions the user
   */
  public record Arrived(long place, ChannelId channel, long seq, UserId sender, boolean mentions) {}

  /**
   * One notification for one device.
   *
   * @param latest the last of the messages that it is about, which it shows
   * @param count how many those are
   */
  public record Wake(Target target, Arrived latest, int count) {}

  /**
   * What to push: at most one notification for each device and channel. Those of one device stand
   * in the order of the places of what they show, so that once one is pushed nothing before that
   * place is left but what a later one is about.
   *
   * @param arrived in the order of their places
   */
  public static List<Wake> of(Situation now, List<Target> targets, List<Arrived> arrived) {
    List<Wake> wakes = new ArrayList<>();
    if (now.here()) {
      return wakes;
    }
    Map<ChannelId, List<Arrived>> news = new LinkedHashMap<>();
    for (Arrived each : arrived) {
      if (isWorthWaking(now, each)) {
        news.computeIfAbsent(each.channel(), channel -> new ArrayList<>()).add(each);
      }
    }
    for (Target target : targets) {
      news.values().stream()
          .map(its -> new Wake(target, its.get(its.size() - 1), its.size()))
          .filter(wake -> wake.latest().place() > target.woken())
          .sorted(Comparator.comparingLong(wake -> wake.latest().place()))
          .forEach(wakes::add);
    }
    return wakes;
  }

  private static boolean isWorthWaking(Situation now, Arrived message) {
    ChannelId channel = message.channel();
    return message.place() > now.acked()
        && !message.sender().equals(now.user())
        && !now.blocked().contains(message.sender())
        && now.channels().contains(channel)
        && message.seq() > now.read().getOrDefault(channel, 0L)
        && (message.mentions() || !now.preferences().muted().contains(channel));
  }
}
