package io.sotong.config;

/**
 * Something that must not be printed.
 *
 * @param value empty if it is not set
 */
public record Secret(String value) {
  @Override
  public String toString() {
    return value.isEmpty() ? "[not set]" : "[redacted]";
  }
}
