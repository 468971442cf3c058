package io.sotong.account;

import io.sotong.account.Users.SignedOut;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The port to the store of devices and their refresh tokens. Laws, which the contract suite holds
 * every adapter to:
 *
 * <ol>
 *   <li>Each sign-in of a device has a higher generation than the one before, also after a
 *       sign-out; refresh tokens of an older generation are dead.
 *   <li>Of any number of rotations of one refresh token, at once or one after the other, the first
 *       and those within {@link #GRACE_MS} of it get {@link Rotation.Rotated}; each later one gets
 *       {@link Rotation.Reused}.
 * </ol>
 *
 * <p>Any thread; futures complete on the caller's context and fail with {@code unavailable}.
 */
public interface Devices {
  /** How long a used refresh token may be sent again, for an answer that was lost. */
  long GRACE_MS = 10_000;

  /**
   * What a client says of a device.
   *
   * @param known the id that an earlier sign-in gave; one that is not this user's is not used
   */
  record Description(Optional<DeviceId> known, Optional<String> name, String platform) {}

  /**
   * A device with a generation of tokens.
   *
   * @param replaced the generation before, if the device was ever signed in
   */
  record SignedIn(UserId user, DeviceId device, long generation, Optional<SignedOut> replaced) {}

  /** A refresh token as it is kept. */
  record Kept(String hash, long expiresAtMs) {}

  /** What became of a rotation. */
  sealed interface Rotation {
    /** The fresh token is kept. */
    record Rotated(UserId user) implements Rotation {}

    /** The token was used before, and long ago: two have it. */
    record Reused(UserId user) implements Rotation {}

    /** The device is signed out, or has signed in again since. */
    record Dead() implements Rotation {}
  }

  /** Signs a device in; {@code unauthorized} if the account was removed, be it at the same time. */
  Future<SignedIn> signIn(UserId user, Description description, long nowMs);

  /** Keeps the first refresh token of a sign-in; nothing if the device has another generation. */
  Future<Void> keep(DeviceId device, long generation, Kept token);

  /** Exchanges the token with {@code usedHash} for {@code fresh}. */
  Future<Rotation> rotate(
      DeviceId device, long generation, String usedHash, Kept fresh, long nowMs);

  /** Signs a device of {@code user} out; empty if that user never had it. */
  Future<Optional<SignedOut>> signOut(UserId user, DeviceId device);

  /** Signs all devices of {@code user} out but {@code kept}. */
  Future<List<SignedOut>> signOutOthers(UserId user, DeviceId kept);

  /** The devices that are signed in, in the order of their first log-in. */
  Future<List<Device>> of(UserId user);
}
