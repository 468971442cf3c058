package io.sotong.presence;

import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The port to the table of devices that are here. Each operation is atomic, so that of any number
 * of sweepers exactly one is told of each change. A user is online while any of the user's devices
 * is in the table. Futures fail with {@code unavailable}.
 */
public interface PresenceTable {
  /** How a user's presence changed by an operation. */
  enum Change {
    NONE,
    ONLINE,
    OFFLINE
  }

  /**
   * A device in the table.
   *
   * @param beatMs its last heartbeat, or its arrival, milliseconds since 1970 UTC
   */
  record Seen(UserId user, DeviceId device, long beatMs) {}

  /**
   * What others may see of a user.
   *
   * @param lastActiveAtMs the last heartbeat of any device, if it is still known
   */
  record Status(boolean online, OptionalLong lastActiveAtMs) {}

  /** A device is here now, on the node it says and on no other. */
  Future<Change> arrive(Arrive arrival);

  /**
   * Heartbeats; an older one than is known changes nothing, and so does one from before the device
   * left or was expired, for bridges report them late. A device that the table does not have
   * otherwise, for it was emptied, is here again.
   *
   * @return those who came online by it
   */
  Future<List<UserId>> beat(Beats beats);

  /**
   * A session is over. With a goodbye the device is gone; without, it is only on no node any more.
   * Ignored if the device has arrived on another node since.
   */
  Future<Change> leave(Leave leave);

  /** Devices whose last heartbeat is before {@code beatMs}, oldest first, at most {@code limit}. */
  Future<List<Seen>> seenBefore(long beatMs, int limit);

  /** Removes a device, unless it has beaten at or after {@code beatMs}. */
  Future<Change> expire(UserId user, DeviceId device, long beatMs);

  /** The status of each of {@code users}; one look-up for all. */
  Future<Map<UserId, Status>> statuses(List<UserId> users);
}
