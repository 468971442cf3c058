package io.sotong.account;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/** What an account may be like. Pure; the numbers are those of the client contract. */
public final class Rules {
  /** The largest settings, as JSON in UTF-8. */
  public static final int SETTINGS_BYTES = 16_384;

  private static final Pattern USERNAME = Pattern.compile("[a-z0-9_.]{3,32}");
  private static final Set<String> PLATFORMS = Set.of("web", "android", "ios", "desktop", "other");

  private Rules() {}

  /** 3 to 32 of {@code a-z 0-9 _ .} */
  public static boolean isUsername(String text) {
    return USERNAME.matcher(text).matches();
  }

  /** 8 to 128 code points of any sort. */
  public static boolean isPassword(String text) {
    return length(text, 8, 128) && isWellFormed(text);
  }

  /** 1 to 64 code points that can be seen: not blank, no control characters. */
  public static boolean isName(String text) {
    return length(text, 1, 64)
        && isWellFormed(text)
        && !text.isBlank()
        && text.codePoints().noneMatch(Character::isISOControl);
  }

  /** Settings as JSON. */
  public static boolean areSettings(String json) {
    return json.length() <= SETTINGS_BYTES
        && isWellFormed(json)
        && json.getBytes(StandardCharsets.UTF_8).length <= SETTINGS_BYTES;
  }

  /** The platforms that a device may name. */
  public static boolean isPlatform(String text) {
    return PLATFORMS.contains(text);
  }

  private static boolean length(String text, int min, int max) {
    int codePoints = text.codePointCount(0, text.length());
    return codePoints >= min && codePoints <= max;
  }

  /** Whether every surrogate has its other half: else it could not be kept as it is. */
  private static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }
}
