package io.sotong.bridge;

import io.netty.buffer.ByteBuf;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.ChatException;
import io.sotong.model.UserId;
import io.sotong.protocol.BadFrameException;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.Heard;
import io.sotong.protocol.Ticket;
import io.sotong.wire.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the frames of one protocol look. Without state; any thread. */
interface Dialect {
  /**
   * Reads a frame, which may hold several messages.
   *
   * @throws BadFrameException if it is none; nothing of it counts
   */
  List<Heard> hear(byte[] utf8) throws BadFrameException;

  /** Whether what comes before hello is answered, rather than ending the connection. */
  boolean answersStrangers();

  /** Whether pushes wait until the client registers for its mailbox. */
  boolean pushesOnceRegistered();

  /** Tells entries of the mailbox of {@code owner}, in this order. */
  void entries(Transport to, UserId owner, List<Told> entries);

  /** Tells the owner of a mailbox something that is not in it: a whole frame with its op. */
  void push(Transport to, UserId owner, JsonBytes frame);

  /** Answers a request. */
  void reply(Transport to, Ticket ticket, JsonBytes ok);

  /** Refuses a request. */
  void refuse(Transport to, Ticket ticket, ChatException why);

  /** Refuses a registration. */
  void refuse(Transport to, String address, ChatException why);

  /**
   * Says farewell within the protocol, if it has a word for it, before the connection is closed.
   */
  void farewell(Transport to, CloseCode why);

  /** Appends text that is ASCII. */
  static void ascii(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  /** Appends bytes that others share. */
  static void bytes(ByteBuf out, io.vertx.core.buffer.Buffer shared) {
    out.writeBytes(shared.getBytes());
  }
}
