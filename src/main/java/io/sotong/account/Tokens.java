package io.sotong.account;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Makes and reads tokens. An access token ({@code sat_…}) carries all that is needed, so that no
 * store of accounts is asked; one register tells whether it was revoked. A refresh token ({@code
 * srt_…}) has 256 random bits of which only a hash is kept, and says whose it is, so that one that
 * was used up long ago is still known for ours. Any thread.
 */
public final class Tokens {
  /** The name under which {@link Keys} keeps the secret. */
  private static final String KEY = "tokens";

  private static final int KEY_BYTES = 32;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Signer access;
  private final Signer refresh;
  private final Log log;
  private final InstantSource clock;

  private Tokens(byte[] key, Log log, InstantSource clock) {
    access = new Signer(key, "sat_");
    refresh = new Signer(key, "srt_");
    this.log = log;
    this.clock = clock;
  }

  /** Reads the installation's secret, or makes it. */
  public static Future<Tokens> open(Keys keys, Log log, InstantSource clock) {
    byte[] candidate = new byte[KEY_BYTES];
    RANDOM.nextBytes(candidate);
    return keys.get(KEY, candidate).map(key -> new Tokens(key, log, clock));
  }

  /**
   * A refresh token as its holder shows it.
   *
   * @param hash by which it is kept
   */
  record Refresh(DeviceId device, long generation, long expiresAtMs, String hash) {}

  /** An access token of a device. */
  String access(UserId user, DeviceId device, long generation, long expiresAtMs) {
    return access.sign(user + "|" + device + '|' + generation + '|' + expiresAtMs);
  }

  /** A refresh token that nobody can guess. */
  String refresh(DeviceId device, long generation, long expiresAtMs) {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return refresh.sign(
        device + "|" + generation + '|' + expiresAtMs + '|' + HexFormat.of().formatHex(secret));
  }

  /** By what a refresh token is kept. */
  static String hash(String refreshToken) {
    try {
      byte[] bytes = refreshToken.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** What a refresh token says; empty if it is not ours or has expired. */
  Optional<Refresh> read(String refreshToken) {
    return refresh
        .read(refreshToken)
        .map(
            text -> {
              String[] parts = text.split("\\|", 4);
              return new Refresh(
                  new DeviceId(parts[0]),
                  Long.parseLong(parts[1]),
                  Long.parseLong(parts[2]),
                  hash(refreshToken));
            })
        .filter(token -> token.expiresAtMs > clock.millis());
  }

  /** Whose access token it is; {@code unauthorized}, {@code token_expired}, {@code unavailable}. */
  public Future<Identity> authenticate(String accessToken) {
    Optional<String> text = access.read(accessToken);
    if (text.isEmpty()) {
      return unauthorized("This access token is not known.");
    }
    String[] parts = text.get().split("\\|", 4);
    Identity identity =
        new Identity(new UserId(parts[0]), new DeviceId(parts[1]), Long.parseLong(parts[3]));
    if (identity.expiresAtMs() <= clock.millis()) {
      return Future.failedFuture(
          new ChatException(ErrorCode.TOKEN_EXPIRED, "This access token has expired."));
    }
    return isRevoked(identity.device(), Long.parseLong(parts[2]))
        .compose(
            revoked ->
                revoked
                    ? unauthorized("This access token was revoked.")
                    : Future.succeededFuture(identity));
  }

  /** Whether the tokens of that generation are dead. */
  Future<Boolean> isRevoked(DeviceId device, long generation) {
    return log.get(List.of(Register.deviceRevoked(device))).map(values -> values[0] >= generation);
  }

  private static <T> Future<T> unauthorized(String detail) {
    return Future.failedFuture(new ChatException(ErrorCode.UNAUTHORIZED, detail));
  }
}
