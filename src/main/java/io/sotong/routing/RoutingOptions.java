package io.sotong.routing;

/**
 * How a router works.
 *
 * @param maxWaiting sends and markers that may wait in one router; beyond it is told {@code
 *     unavailable}
 * @param sweepMs how often unfinished fan-outs are looked for, milliseconds
 * @param maxLanes channels whose latest rows a router remembers
 */
public record RoutingOptions(int maxWaiting, long sweepMs, int maxLanes) {
  public static final RoutingOptions DEFAULTS = new RoutingOptions(20_000, 2_000, 20_000);
}
