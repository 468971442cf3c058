package io.sotong.model;

import java.util.List;
import java.util.Optional;

/**
 * A channel as its members see it.
 *
 * @param kind direct between two, or a group of up to {@value #MAX_MEMBERS}
 * @param name groups have one, direct channels have not
 * @param ownerId groups have one, direct channels have not
 * @param memberIds longest-standing first
 * @param createdAtMs milliseconds since 1970 UTC
 */
public record Channel(
    ChannelId channelId,
    Kind kind,
    Optional<String> name,
    Optional<UserId> ownerId,
    List<UserId> memberIds,
    long createdAtMs) {

  /** Members of a group, its creator included. */
  public static final int MAX_MEMBERS = 100;

  /** The two kinds of channel. */
  public enum Kind {
    DIRECT("direct"),
    GROUP("group");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As clients read it. */
    public String text() {
      return text;
    }
  }
}
