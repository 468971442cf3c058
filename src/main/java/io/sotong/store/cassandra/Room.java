package io.sotong.store.cassandra;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Bounds what waits for the store, in number and bytes. Any thread. */
final class Room {
  /** Bytes of cells that may wait. */
  static final long MAX_BYTES = 64L << 20;

  private final int maxSize;
  private final Promise<Void> emptied = Promise.promise();
  private int size;
  private long bytes;
  private boolean closed;

  Room(int maxSize) {
    this.maxSize = maxSize;
  }

  /** Whether a call may come in: always when nobody else waits, else if there is room for it. */
  synchronized boolean enter(int itsSize, long itsBytes) {
    boolean fits = size == 0 || size + itsSize <= maxSize && bytes + itsBytes <= MAX_BYTES;
    if (closed || !fits) {
      return false;
    }
    size += itsSize;
    bytes += itsBytes;
    return true;
  }

  void leave(int itsSize, long itsBytes) {
    boolean last;
    synchronized (this) {
      size -= itsSize;
      bytes -= itsBytes;
      last = closed && size == 0;
    }
    if (last) {
      emptied.tryComplete();
    }
  }

  /** Lets nobody in any more; completes when the last has left. */
  Future<Void> close() {
    synchronized (this) {
      closed = true;
      if (size > 0) {
        return emptied.future();
      }
    }
    emptied.tryComplete();
    return emptied.future();
  }

  synchronized int size() {
    return size;
  }
}
