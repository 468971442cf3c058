package io.sotong.account;

import io.sotong.account.Devices.Description;
import io.sotong.account.Devices.Kept;
import io.sotong.account.Devices.Rotation;
import io.sotong.account.Devices.SignedIn;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Logs devices in and out. Any thread; futures complete on the caller's context and fail with the
 * codes named, and {@code unavailable}.
 */
public final class Sessions {
  private final Users users;
  private final Devices devices;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Farewell farewell;
  private final AccountOptions options;
  private final InstantSource clock;

  public Sessions(
      Users users,
      Devices devices,
      Passwords passwords,
      Tokens tokens,
      Farewell farewell,
      AccountOptions options,
      InstantSource clock) {
    this.users = users;
    this.devices = devices;
    this.passwords = passwords;
    this.tokens = tokens;
    this.farewell = farewell;
    this.options = options;
    this.clock = clock;
  }

  /**
   * A pair of tokens.
   *
   * @param expiresInMs how long the access token is good for
   */
  public record Pair(DeviceId device, String accessToken, String refreshToken, long expiresInMs) {
    @Override
    public String toString() {
      return "Pair[" + device + ']';
    }
  }

  /**
   * Who has this name and password; {@code bad_credentials} for any other pair, after the same
   * time. {@code rate_limited} when too many ask at once.
   */
  public Future<UserId> recognise(String username, String password) {
    Future<Optional<Credentials>> known =
        Rules.isUsername(username)
            ? users.credentials(username)
            : Future.succeededFuture(Optional.empty());
    return known.compose(
        found ->
            passwords
                .fits(password, found.flatMap(Credentials::passwordHash))
                .compose(
                    fits ->
                        fits && found.isPresent()
                            ? Future.succeededFuture(found.get().user())
                            : badCredentials()));
  }

  /**
   * Logs a device in. If it was still logged in, the tokens it had are dead, and its sockets
   * closed.
   */
  public Future<Pair> logIn(UserId user, Description description) {
    long now = clock.millis();
    return devices
        .signIn(user, description, now)
        .compose(in -> replaced(in).compose(done -> first(in, now)));
  }

  private Future<Void> replaced(SignedIn in) {
    return in.replaced()
        .map(old -> farewell.sayToOld(in.user(), old))
        .orElseGet(Future::succeededFuture);
  }

  private Future<Pair> first(SignedIn in, long now) {
    Pair pair = pair(in.user(), in.device(), in.generation(), now);
    return devices.keep(in.device(), in.generation(), kept(pair, now)).map(pair);
  }

  /**
   * A new pair for a refresh token; {@code unauthorized} for one that is not known, expired, dead
   * or used up. One that was used up, but not just now, ends the session of its device: two have
   * it.
   */
  public Future<Pair> refresh(String refreshToken) {
    Optional<Tokens.Refresh> read = tokens.read(refreshToken);
    if (read.isEmpty()) {
      return unauthorized();
    }
    Tokens.Refresh used = read.get();
    long now = clock.millis();
    return tokens
        .isRevoked(used.device(), used.generation())
        .compose(revoked -> revoked ? unauthorized() : rotate(used, now));
  }

  private Future<Pair> rotate(Tokens.Refresh used, long now) {
    String fresh = tokens.refresh(used.device(), used.generation(), now + options.refreshTokenMs());
    Kept kept = new Kept(Tokens.hash(fresh), now + options.refreshTokenMs());
    return devices
        .rotate(used.device(), used.generation(), used.hash(), kept, now)
        .compose(
            rotation -> {
              if (rotation instanceof Rotation.Rotated rotated) {
                return Future.succeededFuture(
                    pair(rotated.user(), used.device(), used.generation(), now, fresh));
              }
              if (rotation instanceof Rotation.Reused reused) {
                return logOut(reused.user(), used.device()).compose(ended -> unauthorized());
              }
              return unauthorized();
            });
  }

  /** Logs a device of {@code user} out; false if it was not logged in. */
  public Future<Boolean> logOut(UserId user, DeviceId device) {
    return devices
        .signOut(user, device)
        .compose(
            out ->
                out.isEmpty()
                    ? Future.succeededFuture(false)
                    : farewell.say(user, List.of(out.get())).map(out.get().wasIn()));
  }

  /** Logs all devices of {@code user} out but {@code kept}. */
  public Future<Void> logOutOthers(UserId user, DeviceId kept) {
    return devices.signOutOthers(user, kept).compose(out -> farewell.say(user, out));
  }

  /** The devices of {@code user} that are logged in. */
  public Future<List<Device>> devicesOf(UserId user) {
    return devices.of(user);
  }

  private Pair pair(UserId user, DeviceId device, long generation, long now) {
    return pair(
        user,
        device,
        generation,
        now,
        tokens.refresh(device, generation, now + options.refreshTokenMs()));
  }

  private Pair pair(UserId user, DeviceId device, long generation, long now, String refresh) {
    long expiresAtMs = now + options.accessTokenMs();
    String access = tokens.access(user, device, generation, expiresAtMs);
    return new Pair(device, access, refresh, options.accessTokenMs());
  }

  private Kept kept(Pair pair, long now) {
    return new Kept(Tokens.hash(pair.refreshToken()), now + options.refreshTokenMs());
  }

  private static <T> Future<T> badCredentials() {
    return Future.failedFuture(
        new ChatException(ErrorCode.BAD_CREDENTIALS, "The username or the password is wrong."));
  }

  private static <T> Future<T> unauthorized() {
    return Future.failedFuture(
        new ChatException(ErrorCode.UNAUTHORIZED, "This refresh token is not good any more."));
  }
}
