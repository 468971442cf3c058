package io.sotong.bridge;

import io.netty.buffer.ByteBuf;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.ChatException;
import io.sotong.model.UserId;
import io.sotong.protocol.BadFrameException;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.Heard;
import io.sotong.protocol.PlainFrames;
import io.sotong.protocol.Replies;
import io.sotong.protocol.Ticket;
import io.sotong.wire.JsonBytes;
import java.util.List;

/** The plain socket's frames, subprotocol {@code chat.v1}. */
final class PlainDialect implements Dialect {
  static final PlainDialect PLAIN = new PlainDialect();

  private static final int AROUND = 64;

  private PlainDialect() {}

  @Override
  public List<Heard> hear(byte[] utf8) throws BadFrameException {
    return List.of(PlainFrames.read(utf8));
  }

  @Override
  public boolean answersStrangers() {
    return false;
  }

  @Override
  public boolean pushesOnceRegistered() {
    return false;
  }

  @Override
  public void entries(Transport to, UserId owner, List<Told> entries) {
    for (Told entry : entries) {
      ByteBuf out = to.frame(entry.fields().plain().length() + AROUND);
      Dialect.ascii(out, "{\"op\":\"entry\",\"entry\":{\"seq\":" + entry.seq() + ",");
      Dialect.bytes(out, entry.fields().plain());
      Dialect.ascii(out, "}}");
      to.write(out);
    }
  }

  @Override
  public void push(Transport to, UserId owner, JsonBytes frame) {
    ByteBuf out = to.frame(frame.plain().length());
    Dialect.bytes(out, frame.plain());
    to.write(out);
  }

  @Override
  public void reply(Transport to, Ticket ticket, JsonBytes ok) {
    answer(to, ticket, ",\"ok\":", ok);
  }

  @Override
  public void refuse(Transport to, Ticket ticket, ChatException why) {
    if (!ticket.equals(Ticket.NONE)) {
      answer(to, ticket, ",\"error\":", Replies.error(why));
    }
  }

  @Override
  public void refuse(Transport to, String address, ChatException why) {
    throw new IllegalStateException("nobody registers here");
  }

  @Override
  public void farewell(Transport to, CloseCode why) {}

  private static void answer(Transport to, Ticket ticket, String name, JsonBytes value) {
    if (ticket instanceof Ticket.ById by) {
      ByteBuf out = to.frame(value.plain().length() + AROUND);
      Dialect.ascii(out, "{\"op\":\"reply\",\"id\":" + by.id() + name);
      Dialect.bytes(out, value.plain());
      out.writeByte('}');
      to.write(out);
    }
  }
}
