package io.sotong.bus;

import io.sotong.wire.Codec;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * What travels: within a node the value itself, between nodes its bytes, which are decoded only by
 * the consumer, who knows the type.
 */
final class Payload {
  private final @Nullable Object value;
  private final @Nullable Codec<?> codec;
  private final @Nullable Buffer bytes;

  private Payload(@Nullable Object value, @Nullable Codec<?> codec, @Nullable Buffer bytes) {
    this.value = value;
    this.codec = codec;
    this.bytes = bytes;
  }

  static <T> Payload of(T value, Codec<T> codec) {
    return new Payload(value, codec, null);
  }

  /**
   * The value, whose type the address vouches for.
   *
   * @throws IllegalArgumentException if another release of the program wrote it
   */
  @SuppressWarnings("unchecked") // one address has one type, and Bus lets nothing else in
  <T> T as(Codec<T> known) {
    if (bytes != null) {
      return known.read(new WireReader(bytes));
    }
    return (T) java.util.Objects.requireNonNull(value);
  }

  @SuppressWarnings("unchecked")
  private <T> Buffer encode() {
    if (bytes != null) {
      return bytes;
    }
    WireWriter out = new WireWriter(256);
    ((Codec<T>) java.util.Objects.requireNonNull(codec))
        .write(out, (T) java.util.Objects.requireNonNull(value));
    return out.toBuffer();
  }

  /** Registered once with each Vert.x. */
  static final class OnTheWire implements MessageCodec<Payload, Payload> {
    static final String NAME = "sotong";

    @Override
    public void encodeToWire(Buffer buffer, Payload payload) {
      Buffer encoded = payload.encode();
      buffer.appendInt(encoded.length()).appendBuffer(encoded);
    }

    @Override
    public Payload decodeFromWire(int position, Buffer buffer) {
      int length = buffer.getInt(position);
      return new Payload(
          null,
          null,
          buffer.getBuffer(position + Integer.BYTES, position + Integer.BYTES + length));
    }

    @Override
    public Payload transform(Payload payload) {
      return payload;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
