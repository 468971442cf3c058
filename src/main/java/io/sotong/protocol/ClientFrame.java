package io.sotong.protocol;

import io.sotong.model.ChannelId;
import io.sotong.model.Cursor;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client may ask or tell, whichever transport brought it; its JSON was well formed. */
public sealed interface ClientFrame {
  /** The greatest number that every JSON library reads exactly. */
  long MAX_NUMBER = (1L << 53) - 1;

  /** Who is there, and how far it has stored its mailbox. */
  record Hello(String token, Optional<Cursor> cursor) implements ClientFrame {
    @Override
    public String toString() {
      return "Hello[redacted]";
    }
  }

  /** A message; its body and ref are as sent, not yet held to {@link MessageRules}. */
  record Send(ChannelId channel, String body, String ref, OptionalLong base)
      implements ClientFrame {
    @Override
    public String toString() {
      return "Send[redacted]";
    }
  }

  /** The heartbeat. */
  record Beat() implements ClientFrame {}

  /** The mailbox is stored up to {@code seq}. */
  record Ack(long seq) implements ClientFrame {}

  /** The channel is read up to {@code seq}. */
  record Read(ChannelId channel, long seq) implements ClientFrame {}

  /** The user is writing. */
  record Typing(ChannelId channel) implements ClientFrame {}
}
