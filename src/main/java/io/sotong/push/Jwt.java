package io.sotong.push;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** Signed claims: RFC 7519 in the compact form of RFC 7515. */
public final class Jwt {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Jwt() {}

  /** How it is signed: RFC 7518, 3.1. */
  public enum Algorithm {
    ES256("SHA256withECDSAinP1363Format"),
    RS256("SHA256withRSA");

    private final String signature;

    Algorithm(String signature) {
      this.signature = signature;
    }
  }

  /** Claims, signed; {@code header} holds what it says beside the algorithm. */
  public static String sign(
      Algorithm algorithm, PrivateKey key, JsonObject header, JsonObject claims)
      throws GeneralSecurityException {
    JsonObject whole =
        new JsonObject().put("typ", "JWT").put("alg", algorithm.name()).mergeIn(header);
    String signed = text(whole) + '.' + text(claims);
    Signature signature = Signature.getInstance(algorithm.signature);
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + '.' + BASE64.encodeToString(signature.sign());
  }

  private static String text(JsonObject json) {
    return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }
}
