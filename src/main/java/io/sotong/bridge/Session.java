package io.sotong.bridge;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.protocol.BadFrameException;
import io.sotong.protocol.ClientFrame.Hello;
import io.sotong.protocol.CloseCode;
import io.sotong.protocol.Heard;
import io.sotong.protocol.Replies;
import io.sotong.protocol.Ticket;
import io.sotong.wire.JsonBytes;

/**
 * One client's connection, whatever brought it. On its event loop only, and on the verticle's
 * context.
 *
 * <p>{@link Waiting} → hello → {@link Greeting} → answered → {@link Live} → {@link Over}; every
 * state may end at once, and a refused hello for want of a service leads back to {@link Waiting}.
 */
final class Session {
  /** Nothing that a client has to say before its hello is larger. */
  private static final int STRANGER_BYTES = 16 * 1_024;

  private final Transport transport;
  private final Dialect dialect;
  private final Desk desk;
  private final Answers answers;
  private State state;

  /** Where a session stands. */
  sealed interface State permits Waiting, Greeting, Live, Over {}

  /** Connected; {@code address} counts among those who wait. */
  record Waiting(long sinceMs, String address) implements State {}

  /** Ended. */
  record Over() implements State {}

  /** Begins a session of someone whom the gate let in from {@code address}. */
  Session(Transport transport, Dialect dialect, Desk desk, String address) {
    this.transport = transport;
    this.dialect = dialect;
    this.desk = desk;
    answers = new Answers(transport, dialect);
    state = new Waiting(desk.now(), address);
    desk.sessions().add(this);
  }

  Transport transport() {
    return transport;
  }

  Dialect dialect() {
    return dialect;
  }

  Desk desk() {
    return desk;
  }

  boolean isLive() {
    return state instanceof Live;
  }

  boolean isOver() {
    return state instanceof Over;
  }

  /** A frame came; {@code utf8} is well-formed. */
  void heard(byte[] utf8) {
    if (!isLive() && utf8.length > STRANGER_BYTES) {
      end(CloseCode.TOO_LARGE);
      return;
    }
    try {
      for (Heard heard : dialect.hear(utf8)) {
        desk.gate().figures().framesIn().increment();
        hear(heard);
      }
    } catch (BadFrameException e) {
      end(CloseCode.BAD_FRAME);
    }
  }

  private void hear(Heard heard) {
    if (heard instanceof Heard.Ping) {
      return;
    }
    if (state instanceof Waiting waiting) {
      if (heard instanceof Heard.Asked asked && asked.frame() instanceof Hello hello) {
        greet(waiting, asked.ticket(), hello);
      } else {
        refuseStranger(heard);
      }
    } else if (state instanceof Greeting greeting) {
      if (!greeting.hold(heard)) {
        end(CloseCode.TOO_FAST);
      }
    } else if (state instanceof Live live) {
      live.hear(heard);
    }
  }

  private void refuseStranger(Heard heard) {
    if (!dialect.answersStrangers()) {
      end(CloseCode.UNAUTHORIZED);
      return;
    }
    ChatException why = new ChatException(ErrorCode.UNAUTHORIZED, "say hello first");
    if (heard instanceof Heard.Asked asked) {
      refuse(asked.ticket(), why);
    } else if (heard instanceof Heard.Refused refused) {
      refuse(refused.ticket(), why);
    } else if (heard instanceof Heard.Register register) {
      refuse(register.address(), why);
    }
  }

  private void greet(Waiting waiting, Ticket ticket, Hello hello) {
    if (desk.gate().isFull()) {
      refuse(ticket, new ChatException(ErrorCode.UNAVAILABLE, "this server is full", 1_000));
      end(CloseCode.OVERLOADED);
      return;
    }
    Greeting greeting = new Greeting(this, waiting);
    state = greeting;
    greeting
        .welcome(hello)
        .onComplete(
            done -> {
              if (state != greeting) {
                return; // whoever ended it has cleaned up
              }
              if (done.succeeded()) {
                begin(greeting, ticket, done.result());
              } else {
                refuseHello(greeting, ticket, ChatException.from(done.cause()));
              }
            });
  }

  private void begin(Greeting greeting, Ticket ticket, Greeting.Start start) {
    Live live = start.live();
    state = live;
    desk.gate().settled(greeting.from().address());
    desk.gate().figures().sessions().increment();
    BridgeOptions.Pace pace = desk.gate().options().pace();
    reply(
        ticket,
        Replies.hello(
            new Replies.Welcome(
                live.identity().user().value(),
                live.identity().device().value(),
                desk.around().node().value(),
                start.mailbox().epoch(),
                start.mailbox().head(),
                start.reset(),
                pace.beatMs(),
                pace.timeoutMs())));
    live.begin(start.cursor(), start.mailbox().head(), desk.now());
    greeting.held().forEach(this::hear);
  }

  private void refuseHello(Greeting greeting, Ticket ticket, ChatException why) {
    refuse(ticket, why);
    if (why.code().status() == 401) {
      end(CloseCode.UNAUTHORIZED);
      return;
    }
    greeting.leave(false, true);
    state = greeting.from();
    greeting.held().forEach(this::hear);
  }

  /** Answers a request of a session that may be over by now. */
  void reply(Ticket ticket, JsonBytes ok) {
    if (!isOver()) {
      answers.reply(ticket, ok);
      holdUp();
    }
  }

  /** Refuses a request of a session that may be over by now. */
  void refuse(Ticket ticket, ChatException why) {
    if (!isOver()) {
      answers.refuse(ticket, why);
      holdUp();
    }
  }

  /** Refuses a registration. */
  void refuse(String address, ChatException why) {
    if (!isOver()) {
      answers.refuse(address, why);
      holdUp();
    }
  }

  /** Stops or goes on reading what the client sends. */
  void holdUp() {
    answers.holdUp(state instanceof Live live && live.requests().isBusy());
  }

  /** The network has room again. */
  void drained() {
    answers.drained();
    holdUp();
    if (state instanceof Live live) {
      live.delivery().pump();
    }
  }

  /** Looks whether anything is overdue; several times a second. */
  void sweep(long nowMs) {
    BridgeOptions.Pace pace = desk.gate().options().pace();
    if (transport.isLost(nowMs)) {
      end(CloseCode.NORMAL);
    } else if (state instanceof Waiting waiting) {
      sweepStranger(waiting, nowMs);
    } else if (state instanceof Greeting greeting) {
      sweepStranger(greeting.from(), nowMs);
    } else if (state instanceof Live live) {
      if (nowMs >= live.identity().expiresAtMs()) {
        end(CloseCode.UNAUTHORIZED);
      } else if (!answers.isPaused() && nowMs - live.requests().lastBeatMs() >= pace.timeoutMs()) {
        end(CloseCode.SILENT);
      } else if (live.delivery().stuck(nowMs, pace.slowMs())) {
        end(CloseCode.TOO_SLOW);
      } else {
        live.delivery().pump();
      }
    }
  }

  private void sweepStranger(Waiting waiting, long nowMs) {
    if (nowMs - waiting.sinceMs() >= desk.gate().options().pace().helloMs()) {
      end(CloseCode.SILENT);
    }
  }

  /** Sends the client to another server, or to this one later. */
  void sendAway(CloseCode why, long reconnectAfterMs) {
    if (state instanceof Live live && live.delivery().isOpen()) {
      dialect.push(transport, live.identity().user(), Replies.goaway(why, reconnectAfterMs));
    }
    end(why);
  }

  /** Ends the connection from this side. */
  void end(CloseCode why) {
    if (!isOver()) {
      over(why == CloseCode.SILENT, why != CloseCode.REPLACED);
      dialect.farewell(transport, why);
      transport.close(why);
    }
  }

  /** Ends the connection because the user has logged out. */
  void signedOut() {
    if (!isOver()) {
      over(true, true);
      dialect.farewell(transport, CloseCode.UNAUTHORIZED);
      transport.close(CloseCode.UNAUTHORIZED);
    }
  }

  /**
   * The connection ended.
   *
   * @param goodbye the client closed it on purpose
   */
  void gone(boolean goodbye) {
    if (!isOver()) {
      over(goodbye, true);
    }
  }

  private void over(boolean goodbye, boolean leaves) {
    State before = state;
    state = new Over();
    desk.sessions().remove(this);
    if (before instanceof Waiting waiting) {
      desk.gate().settled(waiting.address());
    } else if (before instanceof Greeting greeting) {
      desk.gate().settled(greeting.from().address());
      greeting.leave(goodbye, leaves);
    } else if (before instanceof Live live) {
      desk.gate().figures().sessions().decrement();
      live.leave(goodbye, leaves);
    }
  }
}
