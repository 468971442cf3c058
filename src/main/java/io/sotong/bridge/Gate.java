package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.limit.RateLimiter;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.origin.Origins;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Who may come in, and how much those inside may ask for: one for all of a node. Any thread. */
public final class Gate {
  private static final long TRY_LATER_MS = 1_000;

  private final BridgeOptions options;
  private final Origins origins;
  private final Figures figures = new Figures();
  private final RateLimiter sends;
  private final RateLimiter requests;
  private final RateLimiter handshakes;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ConcurrentMap<String, Integer> waitingByAddress = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, XhrLine> xhrLines = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * An open gate.
   *
   * @param origins whose pages may come in
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  public Gate(BridgeOptions options, Origins origins, LongSupplier nanoTime) {
    this.options = options;
    this.origins = origins;
    BridgeOptions.Limits limits = options.limits();
    sends = new RateLimiter(limits.sends(), nanoTime);
    requests = new RateLimiter(limits.requests(), nanoTime);
    handshakes = new RateLimiter(limits.handshakes(), nanoTime);
  }

  public BridgeOptions options() {
    return options;
  }

  public Figures figures() {
    return figures;
  }

  /** Lets nobody new in from now on. */
  public void close() {
    closed = true;
  }

  /** SockJS sessions over XHR by their names: a poll may come in on any event loop. */
  ConcurrentMap<String, XhrLine> xhrLines() {
    return xhrLines;
  }

  Origins origins() {
    return origins;
  }

  /**
   * Lets a connection in, which then waits for its hello; each must {@link #settled} once.
   *
   * @throws ChatException {@code unavailable}, {@code rate_limited}
   */
  void enter(String address) {
    if (closed) {
      throw new ChatException(ErrorCode.UNAVAILABLE, "the server is stopping", TRY_LATER_MS);
    }
    boolean counted = !isLoopback(address);
    if (counted) {
      handshakes.take(address);
    }
    if (waiting.incrementAndGet() > options.limits().waiting()) {
      waiting.decrementAndGet();
      throw new ChatException(ErrorCode.UNAVAILABLE, "too many wait", TRY_LATER_MS);
    }
    if (counted
        && waitingByAddress.merge(address, 1, Integer::sum)
            > options.limits().waitingPerAddress()) {
      settled(address);
      throw new ChatException(ErrorCode.RATE_LIMITED, "too many of yours wait", TRY_LATER_MS);
    }
  }

  /** A connection waits no longer: it has a session, or is gone. */
  void settled(String address) {
    waiting.decrementAndGet();
    waitingByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  int waiting() {
    return waiting.get();
  }

  boolean isFull() {
    return figures.sessions().sum() >= options.limits().sessions();
  }

  /** Takes one send, or returns the milliseconds to wait. */
  long send(Identity who) {
    return sends.tryTake(who.user().value() + '/' + who.device().value());
  }

  /** Takes one of the other requests, or returns the milliseconds to wait. */
  long request(Identity who) {
    return requests.tryTake(who.user().value());
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.equals("0:0:0:0:0:0:0:1")
        || address.startsWith("0:0:0:0:0:0:0:1%");
  }
}
