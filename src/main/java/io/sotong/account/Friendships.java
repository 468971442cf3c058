package io.sotong.account;

import io.sotong.model.FriendState;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * The port to the store of friendships and requests. With each change, and not without it, a notice
 * of kind {@code friend} waits for either side. Any thread; futures complete on the caller's
 * context and fail with {@code unavailable}.
 */
public interface Friendships {
  /** Somebody to whom one stands as {@code state} says. */
  record Friend(User user, FriendState state) {}

  /**
   * What came of a request.
   *
   * @param changed false if it was so before
   */
  record Asked(Friend friend, boolean changed) {}

  /**
   * {@code user} asks {@code other}; if that one has asked before, both are friends now. Fails with
   * {@code not_found} if there is no such user, {@code blocked} if one has blocked the other.
   */
  Future<Asked> ask(UserId user, UserId other, long nowMs);

  /** {@code user} accepts; {@code not_found} without a request from {@code other}. */
  Future<Friend> accept(UserId user, UserId other, long nowMs);

  /** Ends a friendship or a request; false if there was none. */
  Future<Boolean> end(UserId user, UserId other);

  /** Friends and open requests, in the order of their making. */
  Future<List<Friend>> of(UserId user);

  /** Friends only. */
  Future<List<UserId>> friendsOf(UserId user);

  /**
   * Those of {@code users} whose presence {@code viewer} may see: itself, friends and members of a
   * common channel, without those who have blocked it.
   */
  Future<Set<UserId>> visibleTo(UserId viewer, List<UserId> users);
}
