package io.sotong.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sotong.protocol.CloseCode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SockJS session over XHR: frames go out in the answers to the client's polls, one {@link
 * XhrAnswer} at a time, and wait here between them. On the context where its first poll came in;
 * {@link #context} takes later ones there.
 */
final class XhrLine implements Transport {
  /** Waiting and on their way; one frame more may be taken than fits. */
  private static final int HIGH_BYTES = 48 * 1_024;

  private static final int LOW_BYTES = 16 * 1_024;

  /**
   * A client that does not come for its next answer within this time is gone. SockJS's usual 5 s
   * are counted from an answer's end here, not its arrival: one of 100,000 characters may take as
   * long.
   */
  static final long AWAY_MS = 15_000;

  /** Sends that are held back while too much is in flight; the standard client has one at most. */
  private static final int HELD_SENDS = 16;

  private final Context context;
  private final Desk desk;
  private final Session session;
  private final List<Buffer> waiting = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>(1);
  private @Nullable XhrAnswer answer;
  private @Nullable CloseCode closed;
  private int bytes;
  private boolean full;
  private boolean paused;
  private volatile long awaySinceMs;
  private volatile boolean over;

  /** Begins a session of someone whom the gate let in from {@code address}. */
  XhrLine(Context context, Desk desk, String address) {
    this.context = context;
    this.desk = desk;
    awaySinceMs = desk.now();
    session = new Session(this, BridgeDialect.SOCKJS, desk, address);
    add(Buffer.buffer("o\n"));
  }

  Context context() {
    return context;
  }

  /** Whether it has ended, and was left alone since. Any thread. */
  boolean isForgotten(long nowMs) {
    return over && isLost(nowMs);
  }

  boolean isOver() {
    return over;
  }

  /** A poll came: what waits goes out in its answer. */
  void attach(XhrAnswer next) {
    if (answer != null) {
      next.last("c[2010,\"Another connection still open\"]\n");
    } else if (waiting.isEmpty() && closed != null) {
      next.last("c[" + closed.code() + ",\"" + closed.reason() + "\"]\n");
    } else if (over && closed == null) {
      next.last("c[3000,\"Go away!\"]\n");
    } else {
      answer = next;
      flush();
    }
  }

  /** The client broke off a poll: the standard client never resumes such a session. */
  void brokenOff(XhrAnswer by) {
    if (answer == by) {
      detach();
      gone();
    }
  }

  /**
   * The client sends messages.
   *
   * @param accepted run when it may send more
   */
  void receive(byte[] messages, Runnable accepted) {
    if (over) {
      accepted.run();
      return;
    }
    if (ByteBufUtil.isText(Unpooled.wrappedBuffer(messages), StandardCharsets.UTF_8)) {
      session.heard(messages);
    } else {
      session.end(CloseCode.BAD_FRAME);
    }
    if (paused && !over) {
      held.add(accepted);
      if (held.size() > HELD_SENDS) {
        session.end(CloseCode.TOO_FAST);
      }
    } else {
      accepted.run();
    }
  }

  /** The client sends more than anyone may. */
  void tooLarge() {
    session.end(CloseCode.TOO_LARGE);
  }

  @Override
  public ByteBuf frame(int expectedBytes) {
    return Unpooled.buffer(expectedBytes + 1);
  }

  @Override
  public void write(ByteBuf frame) {
    if (!over) {
      frame.writeByte('\n');
      desk.gate().figures().framesOut().increment();
      add(Buffer.buffer(ByteBufUtil.getBytes(frame)));
      flush();
    }
    frame.release();
  }

  private void add(Buffer frame) {
    waiting.add(frame);
    bytes += frame.length();
    full |= bytes > HIGH_BYTES;
  }

  private void flush() {
    XhrAnswer to = answer;
    if (to == null || waiting.isEmpty()) {
      return;
    }
    Buffer out = Buffer.buffer();
    waiting.forEach(out::appendBuffer);
    waiting.clear();
    to.write(out, () -> context.runOnContext(done -> taken(out.length())));
    if (closed != null || to.isSpent()) {
      to.end();
      detach();
    }
  }

  private void detach() {
    answer = null;
    awaySinceMs = desk.now();
  }

  private void taken(int length) {
    bytes -= length;
    if (full && bytes < LOW_BYTES) {
      full = false;
      session.drained();
    }
  }

  @Override
  public boolean writable() {
    return !full;
  }

  @Override
  public long backlog() {
    return bytes;
  }

  @Override
  public void reading(boolean wanted) {
    paused = !wanted;
    if (wanted) {
      letGo();
    }
  }

  private void letGo() {
    List<Runnable> all = List.copyOf(held);
    held.clear();
    all.forEach(Runnable::run);
  }

  @Override
  public boolean isLost(long nowMs) {
    return answer == null && nowMs - awaySinceMs > AWAY_MS;
  }

  @Override
  public void close(CloseCode why) {
    closed = why;
    over = true;
    XhrAnswer to = answer;
    if (to != null) { // the farewell is in it already
      to.end();
      detach();
    }
    letGo();
  }

  /** The client does not come back. */
  void gone() {
    over = true;
    waiting.clear();
    session.gone(false);
    letGo();
  }
}
