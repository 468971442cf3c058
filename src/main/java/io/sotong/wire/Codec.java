package io.sotong.wire;

import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The binary form of one type: a version byte, then what {@code writer} writes.
 *
 * @param version 1 to 255; raised when the form changes, so that nodes of two releases notice
 */
public record Codec<T>(
    int version, BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
  /** For what carries nothing. */
  public static final Codec<Done> DONE = new Codec<>(1, (out, done) -> {}, in -> Done.DONE);

  public void write(WireWriter out, T value) {
    writer.accept(out.u8(version), value);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if it is of another version, or no value at all
   */
  public T read(WireReader in) {
    int found = in.u8();
    if (found != version) {
      throw new IllegalArgumentException("version " + found + " where " + version + " is known");
    }
    return reader.apply(in);
  }
}
