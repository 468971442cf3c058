package io.sotong.model;

/**
 * Names one device; opaque to clients. Anything else than its letters is refused: {@link
 * ChatException} {@code invalid}.
 *
 * @param value 1 to {@value Ids#MAX_LENGTH} characters of {@code [0-9A-Za-z_.:-]}
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
  public DeviceId {
    Ids.check("deviceId", value);
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
