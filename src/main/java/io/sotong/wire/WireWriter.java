package io.sotong.wire;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes values one after the other; {@link WireReader} reads them back in the same order. */
public final class WireWriter {
  private byte[] bytes;
  private int length;

  public WireWriter(int expectedBytes) {
    bytes = new byte[Math.max(16, expectedBytes)];
  }

  /** One byte, 0 to 255. */
  public WireWriter u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** A number in one to ten bytes, seven bits each; small ones are short. */
  public WireWriter number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  public WireWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  /** Text as UTF-8 with its length before it; unpaired surrogates do not survive. */
  public WireWriter text(String value) {
    return raw(value.getBytes(StandardCharsets.UTF_8));
  }

  public WireWriter bytes(Buffer value) {
    return raw(value.getBytes());
  }

  /** A list with its size before it. */
  public <T> WireWriter list(List<T> values, BiConsumer<WireWriter, T> each) {
    number(values.size());
    for (T value : values) {
      each.accept(this, value);
    }
    return this;
  }

  /** All that was written. */
  public Buffer toBuffer() {
    return Buffer.buffer(Arrays.copyOf(bytes, length));
  }

  private WireWriter raw(byte[] value) {
    number(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
