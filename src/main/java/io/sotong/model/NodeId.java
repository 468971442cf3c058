package io.sotong.model;

/**
 * Names one node; opaque to clients.
 *
 * @param value 1 to {@value Ids#MAX_LENGTH} characters of {@code [0-9A-Za-z_.:-]}
 * @throws ChatException {@code invalid} if it is anything else
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
