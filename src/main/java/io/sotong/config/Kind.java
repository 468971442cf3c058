package io.sotong.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of verticle, in the order in which they start; they stop in reverse. */
public enum Kind {
  PRESENCE,
  PUSH,
  SEARCH,
  ROUTER,
  API,
  BRIDGE;

  /** As it stands in {@code verticles.json}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Kind of(String source, String role, String text) {
    for (Kind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new ConfigException(
        source
            + ": role "
            + role
            + " names the kind \""
            + text
            + "\"; there are "
            + Arrays.stream(values()).map(Kind::text).collect(Collectors.joining(", "))
            + ".");
  }
}
