package io.sotong.model;

/**
 * Names one user; opaque to clients. Anything else than its letters is refused: {@link
 * ChatException} {@code invalid}.
 *
 * @param value 1 to {@value Ids#MAX_LENGTH} characters of {@code [0-9A-Za-z_.:-]}
 */
public record UserId(String value) implements Comparable<UserId> {
  public UserId {
    Ids.check("userId", value);
  }

  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
