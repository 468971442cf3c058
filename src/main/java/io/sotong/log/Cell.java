package io.sotong.log;

import io.vertx.core.buffer.Buffer;

/**
 * A place in a log and what stands, or shall stand, there. Once written it never changes.
 *
 * @param seq from 1
 * @param value at most {@value #MAX_BYTES} bytes; not to be changed by whoever holds it
 */
public record Cell(LogId log, long seq, Buffer value) {
  /** A body of 100,000 code points of four bytes, and room for what goes with it. */
  public static final int MAX_BYTES = 1 << 20;
}
