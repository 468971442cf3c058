package io.sotong.presence;

/**
 * When a device counts as gone.
 *
 * @param timeoutMs silence after which it does; 30 s, PROTOCOL.md
 * @param reportMs how long bridges may hold a heartbeat before they report it, so that nobody is
 *     declared gone who has just beaten
 * @param sweepMs how often the table is looked through
 */
public record PresenceOptions(long timeoutMs, long reportMs, long sweepMs) {
  public static final PresenceOptions DEFAULTS = new PresenceOptions(30_000, 600, 250);
}
