package io.sotong.bridge;

import io.sotong.model.ChatException;
import io.sotong.protocol.BridgeFrames;
import io.sotong.protocol.Ticket;
import io.sotong.wire.JsonBytes;

/**
 * What one session's client is answered, and that it is listened to only while it also reads: a
 * client that asks on and takes no answer would fill the memory otherwise.
 */
final class Answers {
  /** Answers that a client may leave unread before its requests are. */
  private static final int UNREAD = 256;

  private final Transport transport;
  private final Dialect dialect;
  private int unread;
  private boolean paused;

  Answers(Transport transport, Dialect dialect) {
    this.transport = transport;
    this.dialect = dialect;
  }

  void reply(Ticket ticket, JsonBytes ok) {
    dialect.reply(transport, ticket, ok);
    count();
  }

  void refuse(Ticket ticket, ChatException why) {
    dialect.refuse(transport, ticket, why);
    count();
  }

  /** Refuses a registration. */
  void refuse(String address, ChatException why) {
    dialect.refuse(transport, BridgeFrames.told(address), why);
    count();
  }

  private void count() {
    if (!transport.writable()) {
      unread++;
    }
  }

  /** The client has taken all of them. */
  void drained() {
    unread = 0;
  }

  /** Whether the client is not listened to now. */
  boolean isPaused() {
    return paused;
  }

  /** Stops or goes on listening; {@code busy} is a session with enough to do. */
  void holdUp(boolean busy) {
    boolean wanted = busy || unread > UNREAD;
    if (wanted != paused) {
      paused = wanted;
      transport.reading(!wanted);
    }
  }
}
