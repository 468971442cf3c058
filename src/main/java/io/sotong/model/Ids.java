package io.sotong.model;

import java.security.SecureRandom;

/** Makes new ids, and says what an id may look like. Any thread. */
public final class Ids {
  /** Longest id that is accepted, in characters; ours have {@value #LENGTH}. */
  public static final int MAX_LENGTH = 64;

  private static final int LENGTH = 16;
  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** A new id of 80 random bits: not guessable, and no clock or sequence is told by it. */
  public static String next() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    char[] id = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      id[i] = ALPHABET[bytes[i] & 31];
    }
    return new String(id);
  }

  static void check(String name, String value) {
    if (!isId(value)) {
      throw new ChatException(ErrorCode.INVALID, name + " is not an id");
    }
  }

  /** Whether {@code value} could be an id at all. */
  public static boolean isId(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      boolean plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!plain && c != '-' && c != '_' && c != '.' && c != ':') {
        return false;
      }
    }
    return true;
  }
}
