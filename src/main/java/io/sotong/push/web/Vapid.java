package io.sotong.push.web;

import io.sotong.account.Keys;
import io.sotong.push.Jwt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;

/**
 * How this installation shows a push service that it is the one to which a browser subscribed: RFC
 * 8292. Its key is made at the first start ever and kept, for subscriptions are bound to it. Any
 * thread.
 */
public final class Vapid {
  /** The RFC allows 24 hours. */
  private static final Duration HOLDS = Duration.ofHours(12);

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final ECPrivateKey key;
  private final String publicKey;
  private final String contact;
  private final InstantSource clock;

  private Vapid(byte[] kept, String contact, InstantSource clock) throws GeneralSecurityException {
    this.key = P256.privateKey(Arrays.copyOf(kept, P256.PRIVATE_BYTES));
    this.publicKey =
        BASE64.encodeToString(Arrays.copyOfRange(kept, P256.PRIVATE_BYTES, kept.length));
    this.contact = contact;
    this.clock = clock;
  }

  /**
   * Makes the key, or finds it.
   *
   * @param contact where a push service reaches the operator, {@code mailto:} or {@code https:};
   *     may be empty, but some services ask for it
   */
  public static Future<Vapid> open(Keys keys, String contact, InstantSource clock) {
    try {
      KeyPair fresh = P256.generate();
      byte[] candidate =
          Encryption.join(
              P256.bytes((ECPrivateKey) fresh.getPrivate()),
              P256.bytes((ECPublicKey) fresh.getPublic()));
      return keys.get("vapid", candidate)
          .compose(
              kept -> {
                try {
                  return Future.succeededFuture(new Vapid(kept, contact, clock));
                } catch (GeneralSecurityException e) {
                  return Future.failedFuture(e);
                }
              });
    } catch (GeneralSecurityException e) {
      return Future.failedFuture(e);
    }
  }

  /** For the browser's {@code PushManager}: 65 bytes in Base64. */
  public String publicKey() {
    return publicKey;
  }

  /**
   * The header {@code Authorization}.
   *
   * @param origin of the push service
   */
  String authorization(String origin) throws GeneralSecurityException {
    JsonObject claims =
        new JsonObject()
            .put("aud", origin)
            .put("exp", clock.instant().plus(HOLDS).getEpochSecond());
    if (!contact.isEmpty()) {
      claims.put("sub", contact);
    }
    String proof = Jwt.sign(Jwt.Algorithm.ES256, key, new JsonObject(), claims);
    return "vapid t=" + proof + ", k=" + publicKey;
  }
}
