package io.sotong.account;

import io.sotong.log.Raise;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The port to the store of blocks. A change raises the version of the direct channel of the two, if
 * there is one, and a notice that waits holds that raise too. Any thread; futures complete on the
 * caller's context and fail with {@code unavailable}.
 */
public interface Blocks {
  /**
   * {@code user} blocks {@code other}, which ends their friendship; {@code not_found} if there is
   * no such user.
   *
   * @return what routers must find raised before anyone is answered, also when nothing changed:
   *     whoever changed it may have died before raising
   */
  Future<Optional<Raise>> block(UserId user, UserId other, long nowMs);

  /** Takes a block back, if there is one. */
  Future<Optional<Raise>> unblock(UserId user, UserId other);

  /** Those whom {@code user} blocks, in the order of blocking. */
  Future<List<User>> of(UserId user);
}
