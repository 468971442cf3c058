package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.bus.Subscription;
import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.Mailboxes.Page;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.protocol.BridgeFrames;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.Heard;
import io.sotong.protocol.Ticket;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The state of a session whose user is known: it is here, and what its user is told goes out. */
final class Live implements Session.State, Delivery.Outlet {
  /** Of two sessions that begin at the same time the one with the greater mark stays. */
  private static final long SAME_TIME_MS = 5_000;

  private final Session session;
  private final Identity identity;
  private final Delivery delivery;
  private final Requests requests;
  private final String mark;
  private final Subscription mailbox;
  private boolean arrived;
  private boolean left;
  private long sinceMs;

  /** Begins to listen at once: what is told from now on is not missed. */
  Live(Session session, Identity identity) {
    this.session = session;
    this.identity = identity;
    delivery = new Delivery(this);
    requests = new Requests(session, identity, delivery);
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

  Requests requests() {
    return requests;
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
    requests.begin(nowMs);
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
      requests.ask(asked.ticket(), asked.frame());
    } else if (heard instanceof Heard.Refused refused) {
      if (requests.allowed(refused.ticket())) {
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
    } else if (requests.allowed(Ticket.NONE)) {
      session.refuse(address, new ChatException(ErrorCode.FORBIDDEN, "access_denied"));
    }
  }

  private boolean isMine(String address) {
    return session.dialect().pushesOnceRegistered()
        && address.equals(BridgeFrames.mailbox(identity.user()));
  }

  private Bus bus() {
    return session.desk().around().bus();
  }
}
