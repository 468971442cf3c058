package io.sotong.wire;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what {@link WireWriter} wrote.
 *
 * <p>Every method throws {@link IllegalArgumentException} on bytes that end too soon or that no
 * writer makes; never anything else, and never reserves memory for what is not there.
 */
public final class WireReader {
  private final Buffer buffer;
  private int position;

  public WireReader(Buffer buffer) {
    this.buffer = buffer;
  }

  /** One byte, 0 to 255. */
  public int u8() {
    need(1);
    return buffer.getByte(position++) & 0xff;
  }

  public long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }

  public boolean flag() {
    return u8() != 0;
  }

  public String text() {
    int length = size();
    String value = buffer.getString(position, position + length);
    position += length;
    return value;
  }

  public Buffer bytes() {
    int length = size();
    Buffer value = buffer.getBuffer(position, position + length);
    position += length;
    return value;
  }

  public <T> List<T> list(Function<WireReader, T> each) {
    int size = size();
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(each.apply(this));
    }
    return values;
  }

  /** A size that the bytes which are left can hold at all. */
  private int size() {
    long size = number();
    if (size < 0 || size > buffer.length() - position) {
      throw new IllegalArgumentException("a length of " + size + " beyond the end");
    }
    return (int) size;
  }

  private void need(int count) {
    if (buffer.length() - position < count) {
      throw new IllegalArgumentException("the bytes end too soon");
    }
  }
}
