package io.sotong.store.embedded;

import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Register;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys as they stand on disk; they never change their form.
 *
 * <p>An owner goes with its length before it, so that none is the beginning of another; a seq goes
 * as eight bytes, the highest first, so that rows lie in their order.
 */
final class Keys {
  private static final int LENGTH = Short.BYTES;

  private Keys() {}

  /** What all rows of a log begin with. */
  static byte[] prefix(LogId log) {
    byte[] owner = utf8(log.owner());
    return ByteBuffer.allocate(LENGTH + owner.length)
        .putShort((short) owner.length)
        .put(owner)
        .array();
  }

  static byte[] row(byte[] prefix, long seq) {
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(seq).array();
  }

  /** Whether {@code key} is a row of the log with that prefix. */
  static boolean isRowOf(byte[] prefix, byte[] key) {
    return key.length == prefix.length + Long.BYTES
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  static long seq(byte[] rowKey) {
    return ByteBuffer.wrap(rowKey).getLong(rowKey.length - Long.BYTES);
  }

  static byte[] register(Register register) {
    byte[] owner = utf8(register.owner());
    byte[] part = utf8(register.part());
    return ByteBuffer.allocate(1 + LENGTH + owner.length + part.length)
        .put(code(register.kind()))
        .putShort((short) owner.length)
        .put(owner)
        .put(part)
        .array();
  }

  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  static long number(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  /** The mark of a channel with an unfinished fan-out, among those of its slot. */
  static byte[] unfinished(String channel) {
    byte[] owner = utf8(channel);
    byte slot = (byte) Math.floorMod(channel.hashCode(), Log.SLOTS); // as Log.slot has it
    return ByteBuffer.allocate(1 + owner.length).put(slot).put(owner).array();
  }

  static String unfinishedChannel(byte[] key) {
    return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
  }

  /** Not the ordinal: the order of an enum may change, what is on disk may not. */
  private static byte code(Register.Kind kind) {
    return switch (kind) {
      case CHANNEL_HEAD -> 1;
      case FANNED_OUT -> 2;
      case CHANNEL_VERSION -> 3;
      case MAILBOX_HEAD -> 4;
      case MAILBOX_EPOCH -> 5;
      case DEVICE_ACK -> 6;
      case READ_MARKER -> 7;
      case DEVICE_REVOKED -> 8;
      case COPIED -> 9;
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
