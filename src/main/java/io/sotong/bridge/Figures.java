package io.sotong.bridge;

import java.util.concurrent.atomic.LongAdder;

/** What one node's sessions do, counted since the start. Any thread. */
public final class Figures {
  private final LongAdder sessions = new LongAdder();
  private final LongAdder framesIn = new LongAdder();
  private final LongAdder framesOut = new LongAdder();
  private final LongAdder entries = new LongAdder();
  private final LongAdder reads = new LongAdder();

  Figures() {}

  /** Signed-in sessions, now. */
  public LongAdder sessions() {
    return sessions;
  }

  /** Messages heard from clients. */
  public LongAdder framesIn() {
    return framesIn;
  }

  /** Frames given to the network; one may hold several messages. */
  public LongAdder framesOut() {
    return framesOut;
  }

  /** Mailbox entries written to devices. */
  public LongAdder entries() {
    return entries;
  }

  /** Pages read from the store because a hint was missing or a device lagged. */
  public LongAdder reads() {
    return reads;
  }
}
