package io.sotong.store.redis;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Seen;

/**
 * Names of keys. All that one script touches is in one partition of users, whose tag in braces puts
 * it in one slot of a Redis Cluster. How many partitions there are is for all releases: nodes that
 * disagreed would not find each other's users.
 */
record Keys(String namespace) {
  static final int PARTITIONS = 16;

  static int partition(UserId user) {
    return Math.floorMod(user.value().hashCode(), PARTITIONS);
  }

  /** A hash: a user's devices. */
  String here(UserId user) {
    return of(user, ":here:");
  }

  /** A hash: when a user's devices left. */
  String gone(UserId user) {
    return of(user, ":gone:");
  }

  /** A text: when a user was last seen of those of its devices that left. */
  String seen(UserId user) {
    return of(user, ":seen:");
  }

  /** A sorted set: the devices of a partition by their last beat. */
  String beats(int partition) {
    return tag(partition) + ":beats";
  }

  /** A sorted set: the nodes by their last sign of life. */
  String nodes() {
    return namespace + ":nodes";
  }

  private String of(UserId user, String what) {
    return tag(partition(user)) + what + user.value();
  }

  private String tag(int partition) {
    return '{' + namespace + ':' + partition + '}';
  }

  /** A device in {@link #beats}; ids hold no spaces. */
  static String member(UserId user, DeviceId device) {
    return user.value() + ' ' + device.value();
  }

  static Seen seen(String member, String beatMs) {
    int space = member.indexOf(' ');
    return new Seen(
        new UserId(member.substring(0, space)),
        new DeviceId(member.substring(space + 1)),
        Long.parseLong(beatMs));
  }
}
