package io.sotong.model;

/**
 * Names one channel; opaque to clients. Anything else than its letters is refused: {@link
 * ChatException} {@code invalid}.
 *
 * @param value 1 to {@value Ids#MAX_LENGTH} characters of {@code [0-9A-Za-z_.:-]}
 */
public record ChannelId(String value) implements Comparable<ChannelId> {
  public ChannelId {
    Ids.check("channelId", value);
  }

  @Override
  public int compareTo(ChannelId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
