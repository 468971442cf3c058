package io.sotong.presence;

import io.sotong.presence.PresenceTable.Seen;
import java.util.List;

/** Who has been silent for too long. Pure. */
public final class PresenceSweep {
  private PresenceSweep() {}

  /**
   * Whose time is up at {@code nowMs}.
   *
   * @param timeoutMs how long a device may be silent
   * @param reportMs how long a heartbeat may be on its way from the bridge to the table
   */
  public static List<Seen> silent(List<Seen> table, long nowMs, long timeoutMs, long reportMs) {
    long limit = before(nowMs, timeoutMs, reportMs);
    return table.stream().filter(seen -> seen.beatMs() < limit).toList();
  }

  /** Who has not beaten since this moment is gone. */
  public static long before(long nowMs, long timeoutMs, long reportMs) {
    return nowMs - timeoutMs - reportMs + 1;
  }
}
