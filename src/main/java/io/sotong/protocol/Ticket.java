package io.sotong.protocol;

/** By what a client recognises the answer to a request. */
public sealed interface Ticket {
  /** The client waits for no answer. */
  Ticket NONE = new None();

  /** Of the plain socket. */
  record ById(long id) implements Ticket {}

  /**
   * Of the event-bus bridge.
   *
   * @param address printable ASCII, 1 to {@value BridgeFrames#MAX_REPLY_ADDRESS} characters
   */
  record ByAddress(String address) implements Ticket {}

  /** No answer is wanted. */
  record None() implements Ticket {}
}
