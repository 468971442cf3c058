package io.sotong.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs short texts with HMAC-SHA256 so that they can be told from made-up ones. Any thread. */
final class Signer {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final int MAX_LENGTH = 1_024;

  private final SecretKeySpec key;
  private final String prefix;

  /** A signer whose tokens begin with {@code prefix}, and none of whose tokens fit another's. */
  Signer(byte[] key, String prefix) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.prefix = prefix;
  }

  String sign(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return prefix + ENCODER.encodeToString(bytes) + '.' + ENCODER.encodeToString(mac(bytes));
  }

  /** The text within {@code token}; empty if this signer did not make it. */
  Optional<String> read(String token) {
    int dot = token.indexOf('.');
    if (!token.startsWith(prefix) || dot < 0 || token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] text = Base64.getUrlDecoder().decode(token.substring(prefix.length(), dot));
      byte[] mac = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      return MessageDigest.isEqual(mac, mac(text))
          ? Optional.of(new String(text, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not Base64
    }
  }

  private byte[] mac(byte[] text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(prefix.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
