package io.sotong.push;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The port to the store of push registrations. Laws:
 *
 * <ol>
 *   <li>A device has one registration at most, the last that was kept, and none once it is logged
 *       out, also after it has logged in again.
 *   <li>A subscription belongs to one device: whoever keeps it takes it from the one that had it,
 *       for in the same browser another account has logged in.
 * </ol>
 *
 * <p>Any thread; futures complete on the caller's context and fail with {@code unavailable}.
 */
public interface Registrations {
  /**
   * A device that is logged in.
   *
   * @param subscription absent for a device that is not registered; whether that one has
   *     acknowledged something matters all the same
   */
  record Device(DeviceId device, Optional<Subscription> subscription) {}

  /** Keeps a registration; {@code unauthorized} if the device is not logged in. */
  Future<Void> keep(UserId user, DeviceId device, Subscription subscription);

  /** Takes a device's registration away, if it has one. */
  Future<Void> remove(DeviceId device);

  /** Takes a registration away that is dead, unless the device has another meanwhile. */
  Future<Void> removeDead(DeviceId device, Subscription subscription);

  /**
   * The devices of those of {@code users} who have a registration; others are left out. The keys
   * are a subset of {@code users}.
   */
  Future<Map<UserId, List<Device>>> of(List<UserId> users);

  /** The users who have a registration, ascending, after {@code after}, at most {@code limit}. */
  Future<List<UserId>> users(String after, int limit);
}
