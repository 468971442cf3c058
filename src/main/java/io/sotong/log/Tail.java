package io.sotong.log;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * What one router has seen of the end of a log: every row in {@code (from, last]}, each by the hash
 * of what identifies it. Rows never change, so what was seen stays true however old it is; only
 * that nothing follows {@code last} is a guess, which the store corrects. Not thread-safe.
 */
public final class Tail {
  /** Beyond so many rows the older half is forgotten. */
  static final int MAX_ROWS = 8_192;

  private long[] hashes = new long[16];
  private int rows;
  private long last;

  /** Begins with nothing seen, right after {@code from}. */
  public Tail(long from) {
    last = from;
  }

  /** The last row seen. */
  public long last() {
    return last;
  }

  /** Rows at or before it are not known here. */
  public long from() {
    return last - rows;
  }

  /** Notes the row that follows {@link #last}. */
  public void add(long hash) {
    if (rows == hashes.length) {
      grow();
    }
    hashes[rows++] = hash;
    last++;
  }

  /** Names the rows after {@code base} whose hash is {@code hash}; almost always none or one. */
  public void find(long hash, long base, LongConsumer found) {
    long from = from();
    for (int i = (int) Math.max(0, base - from); i < rows; i++) {
      if (hashes[i] == hash) {
        found.accept(from + i + 1);
      }
    }
  }

  private void grow() {
    if (rows < MAX_ROWS) {
      hashes = Arrays.copyOf(hashes, rows * 2);
    } else {
      System.arraycopy(hashes, rows / 2, hashes, 0, rows - rows / 2);
      rows -= rows / 2;
    }
  }
}
