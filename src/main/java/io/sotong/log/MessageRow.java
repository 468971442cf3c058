package io.sotong.log;

import io.sotong.model.ChannelId;
import io.sotong.model.Message;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A message as the row of its channel's log, or as a copy in a mailbox. Channel and seq are not in
 * it: they are where it stands.
 */
public record MessageRow(
    UserId senderId, String ref, long sentAtMs, List<UserId> mentions, String body) {
  private static final Codec<MessageRow> CODEC =
      new Codec<>(
          1,
          (out, row) ->
              out.text(row.senderId.value())
                  .text(row.ref)
                  .number(row.sentAtMs)
                  .list(row.mentions, (o, user) -> o.text(user.value()))
                  .text(row.body),
          in ->
              new MessageRow(
                  new UserId(in.text()),
                  in.text(),
                  in.number(),
                  in.list(i -> new UserId(i.text())),
                  in.text()));

  public static MessageRow of(Message message) {
    return new MessageRow(
        message.senderId(), message.ref(), message.sentAtMs(), message.mentions(), message.body());
  }

  /** Reads a row back; {@link IllegalArgumentException} if it is none. */
  public static MessageRow decode(Buffer row) {
    return CODEC.read(new WireReader(row));
  }

  public Buffer encode() {
    WireWriter out = new WireWriter(body.length() + 96);
    CODEC.write(out, this);
    return out.toBuffer();
  }

  /** The message that stands at {@code seq} of {@code channel}. */
  public Message at(ChannelId channel, long seq) {
    return new Message(channel, seq, senderId, body, ref, sentAtMs, mentions);
  }

  /** Whether it is the message that {@code sender} calls {@code ref}. */
  public boolean is(UserId sender, String sendersRef) {
    return senderId.equals(sender) && ref.equals(sendersRef);
  }
}
