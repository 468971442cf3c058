package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.RouteTalk;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.protocol.ClientFrame;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.MessageRules;
import io.sotong.protocol.Replies;
import io.sotong.protocol.Ticket;
import io.sotong.wire.Done;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a live session asks for: each request is let in or refused, handed to the room that serves
 * it, and answered. How much may be under way is bounded in number and in size.
 */
final class Requests {
  /** Requests in flight after which no more are read, and after which more are refused. */
  private static final int MANY = 128;

  private static final int TOO_MANY = 2_048;

  /** Characters of bodies in flight, likewise. */
  private static final int MANY_CHARACTERS = 512 * 1_024;

  private static final int TOO_MANY_CHARACTERS = 8 * 1_024 * 1_024;

  private static final long REFUSALS_WITHIN_MS = 10_000;

  private final Session session;
  private final Identity identity;
  private final Delivery delivery;
  private long lastBeatMs;
  private int inFlight;
  private int charactersInFlight;
  private int refusals;
  private long refusalsSinceMs;
  private @Nullable TypingPace typing;

  Requests(Session session, Identity identity, Delivery delivery) {
    this.session = session;
    this.identity = identity;
    this.delivery = delivery;
  }

  /** The hello counts as the first beat. */
  void begin(long nowMs) {
    lastBeatMs = nowMs;
  }

  long lastBeatMs() {
    return lastBeatMs;
  }

  boolean isBusy() {
    return inFlight > MANY || charactersInFlight > MANY_CHARACTERS;
  }

  void ask(Ticket ticket, ClientFrame frame) {
    if (frame instanceof ClientFrame.Send send) {
      send(ticket, send);
    } else if (frame instanceof ClientFrame.Beat) {
      beat(ticket);
    } else if (frame instanceof ClientFrame.Ack ack) {
      session.desk().acks().add(identity, Math.min(ack.seq(), delivery.known()));
    } else if (frame instanceof ClientFrame.Read read) {
      read(ticket, read);
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
          session.desk().around().routers().send(message),
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

  private void read(Ticket ticket, ClientFrame.Read read) {
    if (allowed(ticket)) {
      RouteTalk.MarkRead mark = new RouteTalk.MarkRead(identity.user(), read.channel(), read.seq());
      Future<Done> marked = bus().request(Addresses.READ, mark);
      answer(ticket, 0, marked, done -> Replies.EMPTY);
    }
  }

  private void type(ChannelId channel) {
    TypingPace pace = typing;
    if (pace == null) {
      pace = new TypingPace();
      typing = pace;
    }
    long nowMs = session.desk().now();
    if (pace.isDue(channel, nowMs) && allowed(Ticket.NONE)) {
      pace.told(channel, nowMs);
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
  boolean allowed(Ticket ticket) {
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
