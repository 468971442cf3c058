package io.sotong.bridge;

import io.netty.buffer.ByteBuf;
import io.sotong.protocol.CloseCode;

/**
 * The way text frames go to one client. Used on its session's event loop only. It tells the session
 * {@link Session#heard}, {@link Session#drained} and, once, {@link Session#gone}.
 */
interface Transport {
  /** An empty buffer to write one frame into. */
  ByteBuf frame(int expectedBytes);

  /** Takes over {@code frame}, UTF-8, and sends it soon; without effect once closed. */
  void write(ByteBuf frame);

  /** False while so much waits to be sent that no more should be given. */
  boolean writable();

  /** A number that changes whenever the network took something; 0 when nothing waits. */
  long backlog();

  /** Whether the client's frames are read, or left in the network to hold the client up. */
  void reading(boolean wanted);

  /** Whether the client is no longer there although nothing said so. */
  default boolean isLost(long nowMs) {
    return false;
  }

  /** Says why, and ends the connection. */
  void close(CloseCode why);
}
