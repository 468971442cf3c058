package io.sotong.importer;

import java.util.List;
import java.util.Optional;

/** One line of the file, read but not yet checked against what is stored. Times are UTC ms. */
sealed interface Line {
  /** Somebody; without a hash, that one can only log in by an operator's token. */
  record User(String username, String displayName, Optional<String> passwordHash, long createdAtMs)
      implements Line {}

  /** Two who are friends, by their usernames. */
  record Friendship(String a, String b, long sinceMs) implements Line {}

  /** A channel; {@code key} is the file's own name for it. */
  record NewChannel(
      String key,
      boolean direct,
      Optional<String> name,
      Optional<String> owner,
      List<String> members,
      long createdAtMs)
      implements Line {}

  /** One more member of a channel that stands in an earlier line. */
  record Membership(String channelKey, String username) implements Line {}

  /** A message of a channel that stands in an earlier line; they keep the file's order. */
  record Text(String channelKey, String sender, String body, String ref, long sentAtMs)
      implements Line {}

  /** A line with its number, from 1. */
  record Numbered<T extends Line>(long number, T line) {}
}
