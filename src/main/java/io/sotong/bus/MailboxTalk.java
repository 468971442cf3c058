package io.sotong.bus;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;
import io.sotong.wire.JsonBytes;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import java.util.List;
import java.util.Optional;

/** What is said to mailboxes: wake-ups, and what is never stored. */
public final class MailboxTalk {
  private static final int HINT = 1;
  private static final int FRAME = 2;
  private static final int SIGNED_OUT = 3;
  private static final int REPLACED = 4;

  static final Codec<Signal> SIGNAL =
      new Codec<>(1, MailboxTalk::writeSignal, MailboxTalk::readSignal);
  static final Codec<Delivery> DELIVERY =
      new Codec<>(1, MailboxTalk::writeDelivery, MailboxTalk::readDelivery);

  private MailboxTalk() {}

  /** What one user's sessions on this node are told. */
  public sealed interface Signal {
    /**
     * An entry was stored. It is in the store; this only saves looking there.
     *
     * @param seq its place in this mailbox
     * @param fields the entry's JSON fields without {@code seq}, the same bytes for every mailbox
     */
    record Hint(long seq, JsonBytes fields) implements Signal {}

    /** A whole frame that is never stored: presence, typing. Lost if nobody is there. */
    record Frame(JsonBytes frame) implements Signal {}

    /**
     * Tokens are dead: close with 4401.
     *
     * @param device which one; empty for all of the user's
     */
    record SignedOut(Optional<DeviceId> device) implements Signal {}

    /**
     * The device has a newer session: older ones close with 4409.
     *
     * @param session the newer one's own mark
     */
    record Replaced(DeviceId device, String session) implements Signal {}

    /** Of a later release; nothing to do. */
    record Unknown() implements Signal {}
  }

  /** One of the mailboxes that an entry was put into. */
  public record Place(UserId user, long seq) {}

  /** One envelope for one node, however many of its users it concerns. */
  public sealed interface Delivery {
    /** The same entry for several mailboxes. */
    record Entry(List<Place> places, JsonBytes fields) implements Delivery {}

    /** The same signal for several users. */
    record Told(List<UserId> users, Signal signal) implements Delivery {}
  }

  private static void writeSignal(WireWriter out, Signal signal) {
    if (signal instanceof Signal.Hint hint) {
      out.u8(HINT).number(hint.seq()).bytes(hint.fields().plain());
    } else if (signal instanceof Signal.Frame frame) {
      out.u8(FRAME).bytes(frame.frame().plain());
    } else if (signal instanceof Signal.SignedOut gone) {
      out.u8(SIGNED_OUT).text(gone.device().map(DeviceId::value).orElse(""));
    } else if (signal instanceof Signal.Replaced replaced) {
      out.u8(REPLACED).text(replaced.device().value()).text(replaced.session());
    } else {
      out.u8(0);
    }
  }

  private static Signal readSignal(WireReader in) {
    return switch (in.u8()) {
      case HINT -> new Signal.Hint(in.number(), new JsonBytes(in.bytes()));
      case FRAME -> new Signal.Frame(new JsonBytes(in.bytes()));
      case SIGNED_OUT -> {
        String device = in.text();
        yield new Signal.SignedOut(
            device.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(device)));
      }
      case REPLACED -> new Signal.Replaced(new DeviceId(in.text()), in.text());
      default -> new Signal.Unknown();
    };
  }

  private static void writeDelivery(WireWriter out, Delivery delivery) {
    if (delivery instanceof Delivery.Entry entry) {
      out.u8(1)
          .list(entry.places(), (o, place) -> o.text(place.user().value()).number(place.seq()))
          .bytes(entry.fields().plain());
    } else if (delivery instanceof Delivery.Told told) {
      out.u8(2).list(told.users(), (o, user) -> o.text(user.value()));
      writeSignal(out, told.signal());
    }
  }

  private static Delivery readDelivery(WireReader in) {
    return switch (in.u8()) {
      case 1 ->
          new Delivery.Entry(
              in.list(i -> new Place(new UserId(i.text()), i.number())), new JsonBytes(in.bytes()));
      case 2 -> new Delivery.Told(in.list(i -> new UserId(i.text())), readSignal(in));
      default -> new Delivery.Told(List.of(), new Signal.Unknown());
    };
  }
}
