package io.sotong.model;

/**
 * Names one node; opaque to clients. Anything else than its letters is refused: {@link
 * ChatException} {@code invalid}.
 *
 * @param value 1 to {@value Ids#MAX_LENGTH} characters of {@code [0-9A-Za-z_.:-]}
 */
public record NodeId(String value) implements Comparable<NodeId> {
  public NodeId {
    Ids.check("nodeId", value);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
