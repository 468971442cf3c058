package io.sotong.bridge;

import io.netty.buffer.ByteBuf;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.protocol.BadFrameException;
import io.sotong.protocol.BridgeFrames;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.Heard;
import io.sotong.protocol.Replies;
import io.sotong.protocol.Ticket;
import io.sotong.wire.JsonBytes;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the standard event-bus bridge client speaks: a message is {@code {"type":"rec"|"err",…}},
 * alone in its frame ({@link #BARE}) or quoted in a SockJS frame {@code a["…","…"]} ({@link
 * #SOCKJS}).
 */
final class BridgeDialect implements Dialect {
  static final BridgeDialect BARE = new BridgeDialect(false);
  static final BridgeDialect SOCKJS = new BridgeDialect(true);

  /**
   * A SockJS frame of several messages ends after so many bytes. A frame leaves the server as a
   * whole, and a reader of 1 KB/s must be seen to take one well within a minute.
   */
  private static final int FRAME_BYTES = 8 * 1024;

  private static final int AROUND = 160;

  private final boolean quoted;

  private BridgeDialect(boolean quoted) {
    this.quoted = quoted;
  }

  @Override
  public List<Heard> hear(byte[] utf8) throws BadFrameException {
    if (!quoted) {
      return List.of(BridgeFrames.read(new String(utf8, StandardCharsets.UTF_8)));
    }
    List<String> messages = BridgeFrames.unpack(utf8);
    List<Heard> heard = new ArrayList<>(messages.size());
    for (String message : messages) {
      heard.add(BridgeFrames.read(message));
    }
    return heard;
  }

  @Override
  public boolean answersStrangers() {
    return true;
  }

  @Override
  public boolean pushesOnceRegistered() {
    return true;
  }

  @Override
  public void entries(Transport to, UserId owner, List<Told> entries) {
    String before =
        text(rec(BridgeFrames.mailbox(owner)) + "{\"op\":\"entry\",\"entry\":{\"seq\":");
    int i = 0;
    while (i < entries.size()) {
      ByteBuf out = to.frame(Math.min(FRAME_BYTES, size(entries.get(i)) + AROUND));
      open(out);
      do {
        if (out.readableBytes() > 3) {
          Dialect.ascii(out, "\",\"");
        }
        Told entry = entries.get(i++);
        Dialect.ascii(out, before + entry.seq() + ',');
        Dialect.bytes(out, bytes(entry.fields()));
        Dialect.ascii(out, "}}}");
      } while (quoted
          && i < entries.size()
          && out.readableBytes() + size(entries.get(i)) + AROUND < FRAME_BYTES);
      close(out);
      to.write(out);
    }
  }

  @Override
  public void push(Transport to, UserId owner, JsonBytes frame) {
    rec(to, BridgeFrames.mailbox(owner), frame);
  }

  @Override
  public void reply(Transport to, Ticket ticket, JsonBytes ok) {
    if (ticket instanceof Ticket.ByAddress by) {
      String address = by.address().replace("\\", "\\\\").replace("\"", "\\\"");
      rec(to, address, ok);
    }
  }

  @Override
  public void refuse(Transport to, Ticket ticket, ChatException why) {
    if (ticket instanceof Ticket.ByAddress by) {
      message(to, Replies.failure(by.address(), why));
    } else if (why.code() == ErrorCode.FORBIDDEN || why.code() == ErrorCode.BAD_REQUEST) {
      message(to, Replies.failure("", why)); // nobody waits, but whoever wrote it should see
    }
  }

  @Override
  public void refuse(Transport to, String address, ChatException why) {
    message(to, Replies.accessDenied(address, why));
  }

  @Override
  public void farewell(Transport to, CloseCode why) {
    if (quoted) {
      ByteBuf out = to.frame(AROUND);
      Dialect.ascii(out, "c[" + why.code() + ",\"" + why.reason() + "\"]");
      to.write(out);
    }
  }

  private void rec(Transport to, String address, JsonBytes body) {
    ByteBuf out = to.frame(bytes(body).length() + AROUND);
    open(out);
    Dialect.ascii(out, text(rec(address)));
    Dialect.bytes(out, bytes(body));
    out.writeByte('}');
    close(out);
    to.write(out);
  }

  private void message(Transport to, JsonBytes whole) {
    ByteBuf out = to.frame(bytes(whole).length() + AROUND);
    open(out);
    Dialect.bytes(out, bytes(whole));
    close(out);
    to.write(out);
  }

  private static String rec(String address) {
    return "{\"type\":\"rec\",\"address\":\"" + address + "\",\"body\":";
  }

  private void open(ByteBuf out) {
    if (quoted) {
      Dialect.ascii(out, "a[\"");
    }
  }

  private void close(ByteBuf out) {
    if (quoted) {
      Dialect.ascii(out, "\"]");
    }
  }

  /** ASCII, quoted where messages are. */
  private String text(String ascii) {
    return quoted
        ? JsonBytes.quote(Buffer.buffer(ascii)).toString(StandardCharsets.US_ASCII)
        : ascii;
  }

  private Buffer bytes(JsonBytes json) {
    return quoted ? json.quoted() : json.plain();
  }

  private int size(Told entry) {
    return bytes(entry.fields()).length();
  }
}
