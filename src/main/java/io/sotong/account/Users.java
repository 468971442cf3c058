package io.sotong.account;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The port to the store of users. A removed user is not there for any reading method, but its name
 * stays taken. Any thread; futures complete on the caller's context and fail with {@code
 * unavailable}.
 */
public interface Users {
  /** Keeps a new user; false if the username is taken, and then nothing is kept. */
  Future<Boolean> create(User user, Optional<String> passwordHash);

  Future<Optional<User>> byId(UserId user);

  Future<Optional<User>> byName(String username);

  /** Those of {@code users} that are there, in any order. */
  Future<List<User>> byIds(List<UserId> users);

  Future<Optional<Credentials>> credentials(String username);

  Future<Optional<Credentials>> credentials(UserId user);

  Future<Optional<Profile>> profile(UserId user);

  /** Changes what is given and leaves the rest; the profile as it is then. */
  Future<Optional<Profile>> update(
      UserId user, Optional<String> displayName, Optional<String> settings);

  Future<Void> setPassword(UserId user, String passwordHash);

  /**
   * Removes a user, with its friendships, requests, blocks and password, and signs its devices out.
   * The others of its friendships find a notice waiting. Again it changes nothing.
   *
   * @return the devices, whose tokens must be revoked, also when the user was removed before
   */
  Future<List<SignedOut>> remove(UserId user, long nowMs);

  /**
   * A device that was signed out.
   *
   * @param generation its tokens up to this one must die
   * @param wasIn false if it was signed out before; whoever did that may have died half-way
   */
  record SignedOut(DeviceId device, long generation, boolean wasIn) {}
}
