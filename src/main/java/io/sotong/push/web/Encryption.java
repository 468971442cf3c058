package io.sotong.push.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts for one browser, so that the push service between cannot read it: RFC 8291 with the
 * content coding aes128gcm of RFC 8188, in one record.
 */
final class Encryption {
  /** What a push service must take, RFC 8030, less the coding's own bytes. */
  static final int MAX_BYTES = 4_096 - 16 - 4 - 1 - P256.PUBLIC_BYTES - 16 - 1;

  static final int SALT_BYTES = 16;
  static final int AUTH_BYTES = 16;
  private static final int RECORD = 4_096;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Encryption() {}

  /**
   * Encrypts {@code text}, at most {@link #MAX_BYTES}.
   *
   * @param browser its public key
   * @param auth its secret
   */
  static byte[] encrypt(byte[] text, ECPublicKey browser, byte[] auth)
      throws GeneralSecurityException {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return encrypt(text, browser, auth, P256.generate(), salt);
  }

  /** With a key pair and a salt, which must never be used again. */
  static byte[] encrypt(byte[] text, ECPublicKey browser, byte[] auth, KeyPair once, byte[] salt)
      throws GeneralSecurityException {
    byte[] own = P256.bytes((ECPublicKey) once.getPublic());
    byte[] secret = P256.agree((ECPrivateKey) once.getPrivate(), browser);
    byte[] info = join(ascii("WebPush: info\0"), P256.bytes(browser), own);
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, expand(auth, secret, info, 32), salt);
    byte[] sealed = cipher.doFinal(join(text, new byte[] {2})); // 2: the last record
    return ByteBuffer.allocate(SALT_BYTES + 4 + 1 + own.length + sealed.length)
        .put(salt)
        .putInt(RECORD)
        .put((byte) own.length)
        .put(own)
        .put(sealed)
        .array();
  }

  /** The cipher of the one record. */
  static Cipher cipher(int mode, byte[] secret, byte[] salt) throws GeneralSecurityException {
    byte[] key = expand(salt, secret, ascii("Content-Encoding: aes128gcm\0"), 16);
    byte[] nonce = expand(salt, secret, ascii("Content-Encoding: nonce\0"), 12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  /** HKDF, RFC 5869, with SHA-256 and at most 32 bytes. */
  static byte[] expand(byte[] salt, byte[] secret, byte[] info, int length)
      throws GeneralSecurityException {
    byte[] key = hmac(salt, secret);
    return Arrays.copyOf(hmac(key, join(info, new byte[] {1})), length);
  }

  private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
