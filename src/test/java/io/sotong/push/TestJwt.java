package io.sotong.push;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/** A JWT as its reader checks it, written after RFC 7515, not after the code that makes it. */
public record TestJwt(JsonObject header, JsonObject claims) {
  private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();

  /** Empty if it was not signed by that key; {@code algorithm} is the JDK's name. */
  public static Optional<TestJwt> verified(String text, PublicKey key, String algorithm) {
    String[] parts = text.split("\\.", -1);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      signature.update((parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return parts.length == 3 && signature.verify(BASE64.decode(parts[2]))
          ? Optional.of(new TestJwt(json(parts[0]), json(parts[1])))
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonObject json(String part) {
    return new JsonObject(Buffer.buffer(BASE64.decode(part)));
  }
}
