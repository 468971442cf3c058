package io.sotong.push.web;

import io.sotong.push.Subscription;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import javax.crypto.Cipher;

/** A browser's side of Web Push: its keys, and how it reads what comes. */
public final class TestBrowser {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final byte[] privateKey;
  private final byte[] publicKey;
  private final byte[] auth;

  TestBrowser(byte[] privateKey, byte[] publicKey, byte[] auth) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.auth = auth;
  }

  /** One with new keys. */
  public static TestBrowser make() {
    try {
      KeyPair pair = P256.generate();
      byte[] auth = new byte[16];
      new SecureRandom().nextBytes(auth);
      return new TestBrowser(
          P256.bytes((ECPrivateKey) pair.getPrivate()),
          P256.bytes((ECPublicKey) pair.getPublic()),
          auth);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** What it gives to be pushed to there. */
  public Subscription.Browser at(String endpoint) {
    return new Subscription.Browser(
        endpoint, BASE64.encodeToString(publicKey), BASE64.encodeToString(auth));
  }

  byte[] encrypted(String text) throws GeneralSecurityException {
    return Encryption.encrypt(
        text.getBytes(StandardCharsets.UTF_8), P256.publicKey(publicKey).orElseThrow(), auth);
  }

  /** Reads a message, written after RFC 8188 and 8291, not after the code that makes it. */
  public String decrypt(byte[] message) {
    try {
      ByteBuffer in = ByteBuffer.wrap(message);
      byte[] salt = new byte[16];
      in.get(salt);
      if (in.getInt() < message.length - 86) {
        throw new AssertionError("more than one record");
      }
      byte[] server = new byte[in.get() & 0xff];
      in.get(server);
      byte[] sealed = new byte[in.remaining()];
      in.get(sealed);
      byte[] shared = P256.agree(P256.privateKey(privateKey), P256.publicKey(server).orElseThrow());
      byte[] info = Encryption.join(Encryption.ascii("WebPush: info\0"), publicKey, server);
      byte[] secret = Encryption.expand(auth, shared, info, 32);
      byte[] padded = Encryption.cipher(Cipher.DECRYPT_MODE, secret, salt).doFinal(sealed);
      int end = padded.length - 1;
      while (padded[end] == 0) {
        end--;
      }
      if (padded[end] != 2) {
        throw new AssertionError("not the last record");
      }
      return new String(padded, 0, end, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("this browser cannot read it", e);
    }
  }

  /** The claims of a VAPID header, whose signature must be of the key in it. */
  public static String claims(String authorization) {
    String[] parts = authorization.substring("vapid t=".length()).split(", k=", 2);
    String[] token = parts[0].split("\\.", -1);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(P256.publicKey(Base64.getUrlDecoder().decode(parts[1])).orElseThrow());
      signature.update(Encryption.ascii(token[0] + '.' + token[1]));
      if (!signature.verify(Base64.getUrlDecoder().decode(token[2]))) {
        throw new AssertionError("not signed by the key in the header");
      }
      return new String(Base64.getUrlDecoder().decode(token[1]), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
