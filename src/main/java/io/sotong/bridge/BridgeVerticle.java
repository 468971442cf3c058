package io.sotong.bridge;

import io.sotong.limit.Deadlines;
import io.sotong.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kind {@code bridge}: the chat port. One instance for each event loop; all share the port, the
 * gate and the node. Whoever deploys them opens the node's inbox, once.
 */
public final class BridgeVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeVerticle.class);

  /** How often sessions are looked at and beats told: well within the second that is promised. */
  private static final long TICK_MS = 250;

  private static final int TICKS_PER_BEATS = 2;
  private static final int TICKS_PER_ACKS = 4;

  /** For requests and XHR answers; longer than any session may go without a beat. */
  private static final int IDLE_SECONDS = 40;

  private static final long SLICE_MS = 50;
  private static final int RECONNECT_MS = 3_000;

  /**
   * Of the kernel, for each socket: left to itself it takes up to 4 MiB for one that does not read.
   */
  private static final int SEND_BUFFER = 64 * 1_024;

  private final Gate gate;
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final Desk desk;
  private @Nullable HttpServer server;
  private @Nullable Promise<Void> drain;
  private long ticks;

  public BridgeVerticle(Surroundings around, Gate gate) {
    this.gate = gate;
    desk =
        new Desk(
            around,
            gate,
            new Beats(around.bus(), around.node()),
            new Acks(around.mailboxes()),
            sessions);
  }

  @Override
  public Future<?> start() {
    Doorway doorway = new Doorway(desk, (ContextInternal) context);
    BridgeOptions.Door door = gate.options().door();
    Deadlines deadlines = new Deadlines(vertx);
    HttpServer http =
        vertx
            .createHttpServer(options())
            .connectionHandler(deadlines::opened)
            .requestHandler(
                request -> {
                  deadlines.begun(request);
                  doorway.handle(request);
                })
            .exceptionHandler(e -> LOG.debug("a connection failed: {}", e.toString()));
    server = http;
    vertx.setPeriodic(TICK_MS, timer -> tick());
    return http.listen(door.port(), door.host());
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setStrictThreadMode(true)
        .setCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setMaxWebSocketFrameSize(SocketLine.MAX_BYTES)
        .setMaxWebSocketMessageSize(SocketLine.MAX_BYTES)
        .addWebSocketSubProtocol(Doorway.SUBPROTOCOL)
        .setIdleTimeout(IDLE_SECONDS)
        .setMaxInitialLineLength(2_048)
        .setMaxHeaderSize(16 * 1_024)
        .setSendBufferSize(SEND_BUFFER)
        .setTcpNoDelay(true)
        .setAcceptBacklog(4_096);
  }

  /** The port that it listens on, once deployed. */
  public int port() {
    HttpServer http = server;
    return http == null ? 0 : http.actualPort();
  }

  /**
   * Refuses newcomers, and tells those who are here to go elsewhere, in slices over the drain time.
   * Any thread; a second call waits for the first.
   */
  public Future<Void> drain() {
    gate.close();
    Promise<Void> done = Promise.promise();
    context.runOnContext(go -> drainHere().onComplete(done));
    return done.future();
  }

  private Future<Void> drainHere() {
    Promise<Void> known = drain;
    if (known == null) {
      known = Promise.promise();
      drain = known;
      long slices = Math.max(1, gate.options().drainMs() / SLICE_MS);
      slice((int) (sessions.size() / slices) + 1, known);
    }
    return known.future();
  }

  private void slice(int size, Promise<Void> done) {
    List<Session> next = new ArrayList<>(size);
    for (Iterator<Session> each = sessions.iterator(); each.hasNext() && next.size() < size; ) {
      next.add(each.next());
    }
    for (Session session : next) {
      session.sendAway(CloseCode.RESTART, 500 + ThreadLocalRandom.current().nextLong(RECONNECT_MS));
    }
    if (sessions.isEmpty()) {
      done.complete();
    } else {
      vertx.setTimer(SLICE_MS, timer -> slice(size, done));
    }
  }

  /** Drains, writes the last acks, and lets go of the port. */
  @Override
  public Future<?> stop() {
    gate.close();
    return drainHere()
        .eventually(() -> desk.acks().flush())
        .eventually(
            () -> {
              desk.beats().flush();
              HttpServer http = server;
              return http == null ? Future.succeededFuture() : http.shutdown(2, TimeUnit.SECONDS);
            });
  }

  private void tick() {
    ticks++;
    long nowMs = desk.now();
    for (Session session : List.copyOf(sessions)) {
      try {
        session.sweep(nowMs);
      } catch (RuntimeException e) {
        LOG.warn("a session could not be swept", e); // one bad session never ends the sweep
      }
    }
    gate.xhrLines().values().removeIf(line -> line.isForgotten(nowMs));
    if (ticks % TICKS_PER_BEATS == 0) {
      desk.beats().flush();
    }
    if (ticks % TICKS_PER_ACKS == 0) {
      desk.acks().flush();
    }
  }
}
