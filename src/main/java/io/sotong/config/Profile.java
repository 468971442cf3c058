package io.sotong.config;

import java.util.Locale;

/** Which stores the program uses. */
public enum Profile {
  /** All in this process; for one node. */
  EMBEDDED,
  /** Cassandra, PostgreSQL and Redis; for as many nodes as one likes. */
  DISTRIBUTED;

  static Profile of(String text) {
    for (Profile profile : values()) {
      if (profile.text().equals(text)) {
        return profile;
      }
    }
    throw new ConfigException(
        "profile must be \"embedded\" or \"distributed\", not \"" + text + "\".");
  }

  /** As it stands in the settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
