package io.sotong.wire;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of JSON as UTF-8 bytes, encoded once and written to any number of sessions. Safe on any
 * thread; nobody changes the buffers.
 */
public final class JsonBytes {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Buffer plain;
  private volatile @Nullable Buffer quoted;

  public JsonBytes(Buffer plain) {
    this.plain = plain;
  }

  /** As it stands in a plain frame. */
  public Buffer plain() {
    return plain;
  }

  /** As it stands within a JSON string, without the quotes around it: what SockJS frames hold. */
  public Buffer quoted() {
    Buffer known = quoted;
    if (known == null) {
      known = quote(plain);
      quoted = known; // two threads may both make it; both make the same
    }
    return known;
  }

  /** {@code json} with everything escaped that may not stand in a JSON string. */
  public static Buffer quote(Buffer json) {
    byte[] in = json.getBytes();
    int size = in.length;
    for (byte b : in) {
      if (b == '"' || b == '\\') {
        size++;
      } else if (b >= 0 && b < 0x20) {
        size += 5;
      }
    }
    byte[] out = new byte[size];
    int at = 0;
    for (byte b : in) {
      if (b == '"' || b == '\\') {
        out[at++] = '\\';
        out[at++] = b;
      } else if (b >= 0 && b < 0x20) {
        out[at++] = '\\';
        out[at++] = 'u';
        out[at++] = '0';
        out[at++] = '0';
        out[at++] = HEX[b >> 4];
        out[at++] = HEX[b & 15];
      } else {
        out[at++] = b;
      }
    }
    return Buffer.buffer(out);
  }
}
