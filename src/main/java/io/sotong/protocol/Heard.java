package io.sotong.protocol;

import io.sotong.model.ChatException;

/** What one frame turned out to be. */
public sealed interface Heard {
  /** A request, or something told. */
  record Asked(Ticket ticket, ClientFrame frame) implements Heard {}

  /** Something that is to be refused whoever says it. */
  record Refused(Ticket ticket, ChatException why) implements Heard {}

  /** The bridge client wants what goes to {@code address}. */
  record Register(String address) implements Heard {}

  /** The bridge client no longer wants what goes to {@code address}. */
  record Unregister(String address) implements Heard {}

  /** The bridge client's own ping, which is no heartbeat of this protocol. */
  record Ping() implements Heard {}
}
