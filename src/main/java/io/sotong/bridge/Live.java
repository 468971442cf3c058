package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.bus.RouteTalk;
import io.sotong.bus.Subscription;
import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.Mailboxes.Page;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.protocol.BridgeFrames;
import io.sotong.protocol.ClientFrame;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.Heard;
import io.sotong.protocol.MessageRules;
import io.sotong.protocol.Replies;
import io.sotong.protocol.Ticket;
import io.sotong.wire.Done;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The state of a session whose user is known: what it asks for, and what it is told. */
final class Live implements Session.State, Delivery.Outlet {
  /** Requests in flight after which no more are read, and after which more are refused. */
  private static final int MANY = 128;

  private static final int TOO_MANY = 2_048;

  /** Characters of bodies in flight, likewise. */
  private static final int MANY_CHARACTERS = 512 * 1_024;

  private static final int TOO_MANY_CHARACTERS = 8 * 1_024 * 1_024;

  private static final long REFUSALS_WITHIN_MS = 10_000;
  private static final long TYPING_EVERY_MS = 3_000;
  private static final int TYPING_CHANNELS = 64;

  /** Of two sessions that begin at the same time the one with the greater mark stays. */
  private static final long SAME_TIME_MS = 5_000;

  private final Session session;
  private final Identity identity;
  private final Delivery delivery;
  private final String mark;
  private final Subscription mailbox;
  private boolean arrived;
  private boolean left;
  private long sinceMs;
  private long lastBeatMs;
  private int inFlight;
  private int charactersInFlight;
  private int refusals;
  private long refusalsSinceMs;
  private @Nullable Map<ChannelId, Long> typing;

  /** Begins to listen at once: what is told from now on is not missed. */
  Live(Session session, Identity identity) {
    this.session = session;
    this.identity = identity;
    delivery = new Delivery(this);
    sinceMs = session.desk().now();
    mark = String.format("%012x", sinceMs) + Ids.next();
    mailbox = bus().listenHere(Addresses.mailbox(identity.user()), this::told);
  }

  Identity identity() {
    return identity;
  }

  Delivery delivery() {
    return delivery;
  }

  long lastBeatMs() {
    return lastBeatMs;
  }

  boolean isBusy() {
    return inFlight > MANY || charactersInFlight > MANY_CHARACTERS;
  }

  /**
   * Makes it known that the device is here. Its older sessions are told first, while presence still
   * knows where they are.
   */
  Future<Void> arrive() {
    Signal replaced = new Signal.Replaced(identity.device(), mark);
    Surroundings around = session.desk().around();
    bus().publishHere(Addresses.mailbox(identity.user()), replaced);
    return around
        .postman()
        .tell(List.of(identity.user()), replaced)
        .otherwiseEmpty()
        .compose(
            told -> {
              arrived = !left;
              Arrive arrive =
                  new Arrive(
                      identity.user(), identity.device(), around.node(), session.desk().now());
              return left
                  ? Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "gone"))
                  : bus().request(Addresses.ARRIVE, arrive).mapEmpty();
            });
  }

  /** Its hello was answered. */
  void begin(long cursor, long head, long nowMs) {
    sinceMs = nowMs;
    lastBeatMs = nowMs;
    delivery.start(cursor, head, nowMs);
    if (!session.dialect().pushesOnceRegistered()) {
      delivery.open(true);
    }
  }

  /**
   * It is over.
   *
   * @param goodbye for good
   * @param tell false if a newer session of the device has taken its place
   */
  void leave(boolean goodbye, boolean tell) {
    left = true;
    mailbox.close();
    if (arrived && tell) {
      bus()
          .request(
              Addresses.LEAVE,
              new Leave(
                  identity.user(),
                  identity.device(),
                  Optional.of(session.desk().around().node()),
                  goodbye,
                  session.desk().now()));
    }
  }

  @Override
  public boolean takes() {
    return session.isLive() && session.transport().writable();
  }

  @Override
  public long backlog() {
    return session.transport().backlog();
  }

  @Override
  public void write(List<Told> entries) {
    if (session.isLive()) {
      session.dialect().entries(session.transport(), identity.user(), entries);
      session.desk().gate().figures().entries().add(entries.size());
    }
  }

  @Override
  public Future<Page> read(long seq) {
    BridgeOptions.Pages pages = session.desk().gate().options().pages();
    session.desk().gate().figures().reads().increment();
    Mailboxes mailboxes = session.desk().around().mailboxes();
    return mailboxes.read(identity.user(), seq, pages.entries(), pages.bytes());
  }

  @Override
  public void expired() {
    session.end(CloseCode.TOO_SLOW); // the next hello will tell it to start anew
  }

  private void told(Signal signal) {
    if (left) {
      return;
    }
    if (signal instanceof Signal.Hint hint) {
      delivery.hint(hint.seq(), hint.fields());
    } else if (signal instanceof Signal.Frame frame) {
      if (session.isLive() && delivery.isOpen() && session.transport().writable()) {
        session.dialect().push(session.transport(), identity.user(), frame.frame());
      }
    } else if (signal instanceof Signal.SignedOut gone) {
      if (gone.device().isEmpty() || gone.device().get().equals(identity.device())) {
        session.signedOut();
      }
    } else if (signal instanceof Signal.Replaced by && isNewer(by)) {
      session.end(CloseCode.REPLACED);
    }
  }

  private boolean isNewer(Signal.Replaced by) {
    return by.device().equals(identity.device())
        && !by.session().equals(mark)
        && (by.session().compareTo(mark) > 0 || session.desk().now() - sinceMs > SAME_TIME_MS);
  }

  /** Hears what the client says. */
  void hear(Heard heard) {
    if (heard instanceof Heard.Asked asked) {
      ask(asked.ticket(), asked.frame());
    } else if (heard instanceof Heard.Refused refused) {
      if (allowed(refused.ticket())) {
        session.refuse(refused.ticket(), refused.why());
      }
    } else if (heard instanceof Heard.Register register) {
      register(register.address());
    } else if (heard instanceof Heard.Unregister unregister) {
      if (isMine(unregister.address())) {
        delivery.open(false);
      }
    }
  }

  private void register(String address) {
    if (isMine(address)) {
      delivery.open(true);
    } else if (allowed(Ticket.NONE)) {
      session.refuse(address, new ChatException(ErrorCode.FORBIDDEN, "access_denied"));
    }
  }

  private boolean isMine(String address) {
    return session.dialect().pushesOnceRegistered()
        && address.equals(BridgeFrames.mailbox(identity.user()));
  }

  private void ask(Ticket ticket, ClientFrame frame) {
    if (frame instanceof ClientFrame.Send send) {
      send(ticket, send);
    } else if (frame instanceof ClientFrame.Beat) {
      beat(ticket);
    } else if (frame instanceof ClientFrame.Ack ack) {
      session.desk().acks().add(identity, Math.min(ack.seq(), delivery.known()));
    } else if (frame instanceof ClientFrame.Read read) {
      if (allowed(ticket)) {
        RouteTalk.MarkRead mark =
            new RouteTalk.MarkRead(identity.user(), read.channel(), read.seq());
        Future<Done> marked = bus().request(Addresses.READ, mark);
        answer(ticket, 0, marked, done -> Replies.EMPTY);
      }
    } else if (frame instanceof ClientFrame.Typing typed) {
      type(typed.channel());
    } else if (frame instanceof ClientFrame.Hello && allowed(ticket)) {
      session.refuse(ticket, new ChatException(ErrorCode.BAD_REQUEST, "hello was said"));
    }
  }

  private void send(Ticket ticket, ClientFrame.Send send) {
    long waitMs = session.desk().gate().send(identity);
    if (waitMs > 0) {
      tooFast(ticket, waitMs);
      return;
    }
    try {
      MessageRules.check(send.body(), send.ref());
    } catch (ChatException e) {
      session.refuse(ticket, e);
      return;
    }
    RouteTalk.Send message =
        new RouteTalk.Send(
            identity.user(),
            identity.device(),
            send.channel(),
            send.body(),
            send.ref(),
            send.base());
    if (hasRoom(ticket)) {
      answer(
          ticket,
          send.body().length(),
          bus().request(Addresses.ROUTE, message),
          sent -> Replies.sent(sent.channel(), sent.seq(), sent.sentAtMs()));
    }
  }

  private void beat(Ticket ticket) {
    long nowMs = session.desk().now();
    lastBeatMs = nowMs;
    session.desk().beats().add(identity, nowMs);
    if (allowed(ticket)) {
      Future<Long> head = session.desk().around().mailboxes().head(identity.user());
      answer(ticket, 0, head, Replies::head);
      head.onSuccess(delivery::head);
    }
  }

  private void type(ChannelId channel) {
    long nowMs = session.desk().now();
    Map<ChannelId, Long> known = typing;
    if (known == null) {
      known = new HashMap<>(2);
      typing = known;
    }
    Long before = known.get(channel);
    if (before != null && nowMs - before < TYPING_EVERY_MS) {
      return;
    }
    if (known.size() >= TYPING_CHANNELS) {
      known.values().removeIf(atMs -> nowMs - atMs >= TYPING_EVERY_MS);
    }
    if (known.size() < TYPING_CHANNELS && allowed(Ticket.NONE)) {
      known.put(channel, nowMs);
      bus().send(Addresses.TYPING, new RouteTalk.Typing(identity.user(), channel));
    }
  }

  private <T> void answer(
      Ticket ticket, int characters, Future<T> asked, Function<T, JsonBytes> ok) {
    inFlight++;
    charactersInFlight += characters;
    session.holdUp();
    asked.onComplete(
        done -> {
          inFlight--;
          charactersInFlight -= characters;
          if (done.succeeded()) {
            session.reply(ticket, ok.apply(done.result()));
          } else {
            session.refuse(ticket, ChatException.from(done.cause()));
          }
          session.holdUp();
        });
  }

  /** Takes one from the user's allowance, or refuses. */
  private boolean allowed(Ticket ticket) {
    long waitMs = session.desk().gate().request(identity);
    if (waitMs > 0) {
      tooFast(ticket, waitMs);
      return false;
    }
    return hasRoom(ticket);
  }

  private boolean hasRoom(Ticket ticket) {
    if (inFlight < TOO_MANY && charactersInFlight < TOO_MANY_CHARACTERS) {
      return true;
    }
    session.refuse(
        ticket, new ChatException(ErrorCode.RATE_LIMITED, "wait for answers first", 1_000));
    return false;
  }

  private void tooFast(Ticket ticket, long waitMs) {
    long nowMs = session.desk().now();
    if (nowMs - refusalsSinceMs > REFUSALS_WITHIN_MS) {
      refusalsSinceMs = nowMs;
      refusals = 0;
    }
    if (++refusals > session.desk().gate().options().limits().refusals()) {
      session.end(CloseCode.TOO_FAST);
    } else {
      session.refuse(ticket, new ChatException(ErrorCode.RATE_LIMITED, "too fast", waitMs));
    }
  }

  private Bus bus() {
    return session.desk().around().bus();
  }
}
