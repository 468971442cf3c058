package io.sotong.mailbox;

import io.sotong.log.MessageRow;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import io.sotong.wire.JsonBytes;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** What stands in a cell of a mailbox. */
public sealed interface Entry {
  /** Bodies up to so many bytes are copied into mailboxes; larger ones are only named there. */
  int INLINE_BYTES = 1_024;

  /**
   * A copy of a message.
   *
   * @param bytes the size of its row, so that readers can keep within their bounds
   * @param row the message itself if it is small; otherwise it is read from the channel's log
   */
  record OfMessage(ChannelId channel, long seq, int bytes, Optional<MessageRow> row)
      implements Entry {
    /** The copy of a message whose row has {@code bytes} bytes. */
    public static OfMessage of(ChannelId channel, long seq, MessageRow row, int bytes) {
      return new OfMessage(
          channel, seq, bytes, bytes <= INLINE_BYTES ? Optional.of(row) : Optional.empty());
    }

    /** Equal for every copy of the same message, whoever made it. */
    boolean same(OfMessage other) {
      return seq == other.seq && channel.equals(other.channel);
    }
  }

  /**
   * Anything else that a mailbox tells.
   *
   * @param noticeId the same in every try to put it here
   * @param fields its JSON fields without {@code seq}
   */
  record OfNotice(String noticeId, JsonBytes fields) implements Entry {}

  /**
   * Whether {@code other}, if it goes to the same mailbox, must stand there already: it is the
   * same, or of the same channel and before this.
   */
  default boolean follows(Entry other) {
    return this instanceof OfMessage mine && other instanceof OfMessage message
        ? mine.seq >= message.seq && mine.channel.equals(message.channel)
        : same(this, other);
  }

  /** Whether both are tries to put the same thing. */
  static boolean same(Entry a, Entry b) {
    if (a instanceof OfMessage x && b instanceof OfMessage y) {
      return x.same(y);
    }
    return a instanceof OfNotice x && b instanceof OfNotice y && x.noticeId().equals(y.noticeId());
  }

  /**
   * What whoever raises a mailbox's head to {@code place}, or beyond it, has to raise if this
   * stands there; the head included.
   */
  default List<Raise> raises(UserId user, long place) {
    Raise head = new Raise(Register.mailboxHead(user), place);
    return this instanceof OfMessage message
        ? List.of(new Raise(Register.copied(user, message.channel), message.seq), head)
        : List.of(head);
  }

  default Buffer encode() {
    WireWriter out = new WireWriter(256);
    Forms.CODEC.write(out, this);
    return out.toBuffer();
  }

  /** Reads a cell back; {@link IllegalArgumentException} if it is none. */
  static Entry decode(Buffer cell) {
    return Forms.CODEC.read(new WireReader(cell));
  }

  /** The forms on disk. */
  final class Forms {
    private static final int NAMED = 1;
    private static final int COPIED = 2;
    private static final int NOTICE = 3;
    static final Codec<Entry> CODEC = new Codec<>(1, Forms::write, Forms::read);

    private Forms() {}

    private static void write(WireWriter out, Entry entry) {
      if (entry instanceof OfMessage message) {
        out.u8(message.row.isPresent() ? COPIED : NAMED)
            .text(message.channel.value())
            .number(message.seq)
            .number(message.bytes);
        message.row.ifPresent(row -> out.bytes(row.encode()));
      } else if (entry instanceof OfNotice notice) {
        out.u8(NOTICE).text(notice.noticeId).bytes(notice.fields.plain());
      }
    }

    private static Entry read(WireReader in) {
      int form = in.u8();
      return switch (form) {
        case NAMED ->
            new OfMessage(
                new ChannelId(in.text()), in.number(), (int) in.number(), Optional.empty());
        case COPIED ->
            new OfMessage(
                new ChannelId(in.text()),
                in.number(),
                (int) in.number(),
                Optional.of(MessageRow.decode(in.bytes())));
        case NOTICE -> new OfNotice(in.text(), new JsonBytes(in.bytes()));
        default -> throw new IllegalArgumentException("entry form " + form);
      };
    }
  }
}
