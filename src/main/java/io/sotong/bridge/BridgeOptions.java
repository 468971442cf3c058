package io.sotong.bridge;

import io.sotong.limit.Rate;

/**
 * How the chat port works.
 *
 * @param drainMs over how long sessions are sent away at a stop, milliseconds
 */
public record BridgeOptions(Door door, Pace pace, Limits limits, Pages pages, long drainMs) {
  /** Loopback, the usual ports, the contract's numbers. */
  public static final BridgeOptions DEFAULTS =
      new BridgeOptions(
          new Door("127.0.0.1", 8081),
          new Pace(5_000, 30_000, 10_000, 60_000),
          new Limits(
              Rate.perSecond(100, 2_000),
              Rate.perSecond(50, 500),
              Rate.perMinute(120, 120),
              5_000,
              50,
              200_000,
              1_000),
          new Pages(200, 48 * 1_024),
          5_000);

  /**
   * Where it listens.
   *
   * @param port 0: any that is free, then the same for all instances of a verticle
   */
  public record Door(String host, int port) {}

  /**
   * Milliseconds.
   *
   * @param beatMs how often clients are to beat
   * @param timeoutMs a session without a beat for so long is closed with 4408
   * @param helloMs a connection without hello for so long is closed with 4408
   * @param slowMs a reader without progress for so long is closed with 4430
   */
  public record Pace(long beatMs, long timeoutMs, long helloMs, long slowMs) {}

  /**
   * How much anyone may ask for.
   *
   * @param sends messages, for each device
   * @param requests other requests, for each user; acks and beats in time cost nothing
   * @param handshakes new connections, for each address but loopback
   * @param waiting connections of a node that have not said hello
   * @param waitingPerAddress of these, for each address but loopback
   * @param sessions of a node; one more is sent to another server with 1013
   * @param refusals who is refused more often within 10 s for being too fast is closed with 4429
   */
  public record Limits(
      Rate sends,
      Rate requests,
      Rate handshakes,
      int waiting,
      int waitingPerAddress,
      int sessions,
      int refusals) {}

  /**
   * How much is read from the store at once for one session.
   *
   * @param entries 1 to 500
   * @param bytes of stored rows; with the sockets' own buffers it decides what a slow reader costs
   */
  public record Pages(int entries, int bytes) {}
}
