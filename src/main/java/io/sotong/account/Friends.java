package io.sotong.account;

import io.sotong.account.Friendships.Asked;
import io.sotong.account.Friendships.Friend;
import io.sotong.log.Log;
import io.sotong.log.Raise;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Friends and blocks. Any thread; futures complete on the caller's context and fail with the codes
 * named, and {@code unavailable}.
 */
public final class Friends {
  private final Friendships friendships;
  private final Blocks blocks;
  private final Log log;
  private final InstantSource clock;
  private final Runnable news;

  /**
   * Works on both ports.
   *
   * @param news is run when notices wait for delivery
   */
  public Friends(
      Friendships friendships, Blocks blocks, Log log, InstantSource clock, Runnable news) {
    this.friendships = friendships;
    this.blocks = blocks;
    this.log = log;
    this.clock = clock;
    this.news = news;
  }

  /** Asks; {@code invalid} for oneself, {@code not_found}, {@code blocked}. */
  public Future<Asked> ask(UserId user, UserId other) {
    return user.equals(other)
        ? oneself()
        : friendships.ask(user, other, clock.millis()).onSuccess(done -> news.run());
  }

  /** Accepts; {@code not_found} without a request. */
  public Future<Friend> accept(UserId user, UserId other) {
    return friendships.accept(user, other, clock.millis()).onSuccess(done -> news.run());
  }

  /** Ends, declines or takes back; {@code not_found} if there is nothing between the two. */
  public Future<Void> end(UserId user, UserId other) {
    return friendships
        .end(user, other)
        .compose(
            ended -> {
              if (!ended) {
                return Future.failedFuture(
                    new ChatException(ErrorCode.NOT_FOUND, "There is no such friendship."));
              }
              news.run();
              return Future.succeededFuture();
            });
  }

  /** Friends and open requests. */
  public Future<List<Friend>> of(UserId user) {
    return friendships.of(user);
  }

  /** Those who are to be told of the presence of {@code user}. */
  public Future<List<UserId>> friendsOf(UserId user) {
    return friendships.friendsOf(user);
  }

  /** Those of {@code users} whose presence {@code viewer} may see. */
  public Future<Set<UserId>> visibleTo(UserId viewer, List<UserId> users) {
    return friendships.visibleTo(viewer, users);
  }

  /**
   * Blocks; no message of the other's is taken once this completes. {@code invalid}, {@code
   * not_found}.
   */
  public Future<Void> block(UserId user, UserId other) {
    return user.equals(other)
        ? oneself()
        : blocks.block(user, other, clock.millis()).compose(this::raise);
  }

  /** Takes a block back, if there is one. */
  public Future<Void> unblock(UserId user, UserId other) {
    return blocks.unblock(user, other).compose(this::raise);
  }

  /** Those whom {@code user} blocks. */
  public Future<List<User>> blockedBy(UserId user) {
    return blocks.of(user);
  }

  private Future<Void> raise(Optional<Raise> version) {
    Future<Void> raised =
        version.isEmpty() ? Future.succeededFuture() : log.raise(List.of(version.get()));
    return raised.onComplete(done -> news.run());
  }

  private static <T> Future<T> oneself() {
    return Future.failedFuture(new ChatException(ErrorCode.INVALID, "That is you."));
  }
}
