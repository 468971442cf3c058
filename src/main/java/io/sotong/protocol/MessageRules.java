package io.sotong.protocol;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;

/** What a message may be; the same at every door. */
public final class MessageRules {
  /** Characters of a body, that is, Unicode code points. */
  public static final int MAX_BODY = 100_000;

  /** Characters of a ref. */
  public static final int MAX_REF = 64;

  private MessageRules() {}

  /**
   * Lets {@code body} and {@code ref} pass.
   *
   * @throws ChatException {@code empty_message}, {@code message_too_long} or {@code invalid}
   */
  public static void check(String body, String ref) {
    checkBody(body);
    int characters = codePoints(ref);
    if (characters < 1 || characters > MAX_REF) {
      throw new ChatException(ErrorCode.INVALID, "ref has 1 to " + MAX_REF + " characters");
    }
  }

  private static void checkBody(String body) {
    if (body.isEmpty()) {
      throw new ChatException(ErrorCode.EMPTY_MESSAGE, "the body is empty");
    }
    if (codePoints(body) > MAX_BODY) {
      throw new ChatException(
          ErrorCode.MESSAGE_TOO_LONG, "the body has more than " + MAX_BODY + " characters");
    }
  }

  /** Counts, and refuses what is no text: {@code invalid} for half a surrogate pair. */
  private static int codePoints(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++, count++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new ChatException(ErrorCode.INVALID, "half a surrogate pair");
        }
        i++;
      }
    }
    return count;
  }
}
