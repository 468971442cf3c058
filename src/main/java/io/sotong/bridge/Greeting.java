package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Authenticate;
import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.Addresses;
import io.sotong.mailbox.Mailboxes;
import io.sotong.model.ChatException;
import io.sotong.model.Cursor;
import io.sotong.model.ErrorCode;
import io.sotong.protocol.ClientFrame.Hello;
import io.sotong.protocol.Heard;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of a session whose hello is being looked into: who is it, and where to go on. */
final class Greeting implements Session.State {
  /** Frames that may follow a hello before it is answered. */
  private static final int HELD_FRAMES = 64;

  private final Session session;
  private final Session.Waiting from;
  private final List<Heard> held = new ArrayList<>(0);
  private @Nullable Live coming;

  /**
   * What a hello is answered with.
   *
   * @param cursor after which entry the device is served
   * @param reset what the device asked for cannot be had: it must reload
   */
  record Start(Live live, Mailboxes.State mailbox, long cursor, boolean reset) {}

  Greeting(Session session, Session.Waiting from) {
    this.session = session;
    this.from = from;
  }

  /** Where it leads back to if nobody could look into it. */
  Session.Waiting from() {
    return from;
  }

  /** What the client said meanwhile. */
  List<Heard> held() {
    return held;
  }

  /** Keeps what the client says before it is answered; false if that is too much. */
  boolean hold(Heard heard) {
    held.add(heard);
    return held.size() <= HELD_FRAMES;
  }

  /** Looks into it; fails with the codes of {@code hello}. */
  Future<Start> welcome(Hello hello) {
    return authenticate(hello).compose(identity -> settle(identity, hello));
  }

  private Future<Identity> authenticate(Hello hello) {
    Authenticate token = new Authenticate(hello.token());
    return session.desk().around().bus().request(Addresses.AUTHENTICATE, token);
  }

  /**
   * Makes it known that the device is here, before its mailbox is looked at: no entry slips by. The
   * token is looked at once more after that: a log-out in between could not tell this session yet.
   */
  private Future<Start> settle(Identity identity, Hello hello) {
    if (session.isOver()) {
      return Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "gone"));
    }
    Live live = new Live(session, identity);
    coming = live;
    return live.arrive()
        .compose(arrived -> authenticate(hello))
        .compose(still -> mailboxes().state(identity.user()))
        .compose(mailbox -> start(live, mailbox, hello.cursor()));
  }

  private Future<Start> start(Live live, Mailboxes.State mailbox, Optional<Cursor> cursor) {
    Start atHead = new Start(live, mailbox, mailbox.head(), false);
    Start anew = new Start(live, mailbox, mailbox.head(), true);
    if (cursor.isEmpty()) {
      return Future.succeededFuture(atHead);
    }
    long seq = cursor.get().seq();
    if (!cursor.get().epoch().equals(mailbox.epoch()) || seq > mailbox.head()) {
      return Future.succeededFuture(anew);
    }
    if (seq == mailbox.head()) {
      return Future.succeededFuture(atHead);
    }
    return mailboxes()
        .read(live.identity().user(), seq, 1, 1)
        .map(
            page ->
                page.expired() || page.entries().isEmpty()
                    ? anew
                    : new Start(live, mailbox, seq, false));
  }

  /** It leads nowhere; as {@link Live#leave}. */
  void leave(boolean goodbye, boolean tell) {
    if (coming != null) {
      coming.leave(goodbye, tell);
    }
  }

  private Mailboxes mailboxes() {
    return session.desk().around().mailboxes();
  }
}
