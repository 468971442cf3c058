package io.sotong.account;

import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes, changes and removes accounts. Values have been judged by {@link Rules} before. Any thread;
 * futures complete on the caller's context and fail with the codes named, and {@code unavailable}.
 */
public final class Accounts {
  private final Users users;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Farewell farewell;
  private final Function<UserId, Future<Void>> leaveGroups;
  private final InstantSource clock;
  private final Runnable news;

  /**
   * Works on {@code users}.
   *
   * @param leaveGroups takes a user out of every group
   * @param news is run when notices wait for delivery
   */
  public Accounts(
      Users users,
      Passwords passwords,
      Sessions sessions,
      Farewell farewell,
      Function<UserId, Future<Void>> leaveGroups,
      InstantSource clock,
      Runnable news) {
    this.users = users;
    this.passwords = passwords;
    this.sessions = sessions;
    this.farewell = farewell;
    this.leaveGroups = leaveGroups;
    this.clock = clock;
    this.news = news;
  }

  /** A new account; {@code username_taken}, {@code rate_limited}. */
  public Future<User> signUp(String username, String password, String displayName) {
    return users
        .byName(username) // before the costly hash; the store decides all the same
        .compose(there -> there.isPresent() ? taken() : passwords.hash(password))
        .compose(hash -> create(username, displayName, Optional.of(hash)));
  }

  /** A new account that logs in by an operator's token only; {@code username_taken}. */
  public Future<User> create(String username, String displayName) {
    return create(username, displayName, Optional.empty());
  }

  private Future<User> create(String username, String displayName, Optional<String> hash) {
    User user = new User(new UserId(Ids.next()), username, displayName, clock.millis());
    return users.create(user, hash).compose(kept -> kept ? Future.succeededFuture(user) : taken());
  }

  /** A user; {@code not_found}. */
  public Future<User> user(UserId user) {
    return users.byId(user).compose(Accounts::found);
  }

  /** The user of exactly that name; {@code not_found}. */
  public Future<User> named(String username) {
    return users.byName(username).compose(Accounts::found);
  }

  /** A user's own profile; {@code not_found}. */
  public Future<Profile> profile(UserId user) {
    return users.profile(user).compose(Accounts::found);
  }

  /** Changes what is given; {@code not_found}. */
  public Future<Profile> update(
      UserId user, Optional<String> displayName, Optional<String> settings) {
    return users
        .update(user, displayName, settings)
        .onSuccess(done -> news.run())
        .compose(Accounts::found);
  }

  /**
   * Changes the password and logs out every device but {@code current}; {@code bad_credentials} if
   * the old one does not fit, {@code rate_limited}.
   */
  public Future<Void> changePassword(UserId user, DeviceId current, String old, String fresh) {
    return users
        .credentials(user)
        .compose(found -> passwords.fits(old, found.flatMap(Credentials::passwordHash)))
        .compose(
            fits ->
                fits
                    ? passwords.hash(fresh)
                    : Future.failedFuture(
                        new ChatException(
                            ErrorCode.BAD_CREDENTIALS, "The current password is wrong.")))
        .compose(hash -> users.setPassword(user, hash))
        .compose(done -> sessions.logOutOthers(user, current));
  }

  /**
   * Removes an account. It leaves its groups first, and once more afterwards: should this process
   * die in between, the account is still there to be removed; and who adds it meanwhile fails.
   */
  public Future<Void> remove(UserId user) {
    return leaveGroups
        .apply(user)
        .compose(left -> users.remove(user, clock.millis()))
        .onSuccess(removed -> news.run())
        .compose(devices -> farewell.say(user, devices))
        .compose(gone -> leaveGroups.apply(user));
  }

  private static <T> Future<T> found(Optional<T> found) {
    return found.isPresent()
        ? Future.succeededFuture(found.get())
        : Future.failedFuture(new ChatException(ErrorCode.NOT_FOUND, "There is no such user."));
  }

  private static <T> Future<T> taken() {
    return Future.failedFuture(
        new ChatException(ErrorCode.USERNAME_TAKEN, "This username is taken."));
  }
}
