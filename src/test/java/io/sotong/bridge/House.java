package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk;
import io.sotong.bus.RouteTalk;
import io.sotong.bus.Routers;
import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.NodeInbox;
import io.sotong.mailbox.Postman;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.origin.Origins;
import io.sotong.origin.Page;
import io.sotong.wire.Done;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real chat port on a real Vert.x, with stand-ins served on the bus for everything behind it. The
 * token {@code user/device} is that device's; that of {@code slow} is looked into until {@link
 * #slow} completes; {@code expired} has expired; the device {@code leaving} is logged out at the
 * moment it arrives; a body {@code !code} is refused with that code.
 */
final class House implements AutoCloseable, InstantSource {
  private static final Page PAGES = new Page(Optional.empty(), 8080);

  final MemoryLog log = new MemoryLog();
  final Bus bus;
  final Gate gate;
  final List<RouteTalk.Send> routed = new CopyOnWriteArrayList<>();
  final List<RouteTalk.MarkRead> read = new CopyOnWriteArrayList<>();
  final List<RouteTalk.Typing> typed = new CopyOnWriteArrayList<>();
  final List<PresenceTalk.Arrive> arrived = new CopyOnWriteArrayList<>();
  final List<PresenceTalk.Beat> beats = new CopyOnWriteArrayList<>();
  final ConcurrentLinkedQueue<PresenceTalk.Leave> left = new ConcurrentLinkedQueue<>();
  final Promise<Void> slow = Promise.promise();
  final CompletableFuture<Void> slowAsked = new CompletableFuture<>();
  final Surroundings around;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final Map<UserId, NodeId> directory = new ConcurrentHashMap<>();
  private final Set<UserId> loggedOut = ConcurrentHashMap.newKeySet();
  private final AtomicLong aheadMs = new AtomicLong();
  private final AtomicLong routedSeq = new AtomicLong();
  private final List<BridgeVerticle> verticles = new CopyOnWriteArrayList<>();

  House(BridgeOptions options, int instances) {
    NodeId node = new NodeId("n1");
    bus = new Bus(vertx);
    gate = new Gate(options, new Origins(List.of(), () -> List.of(PAGES)), System::nanoTime);
    Postman postman =
        new Postman(
            bus,
            users -> {
              Map<UserId, Set<NodeId>> nodes = new ConcurrentHashMap<>();
              users.forEach(
                  user -> {
                    if (directory.containsKey(user)) {
                      nodes.put(user, Set.of(node));
                    }
                  });
              return Future.succeededFuture(nodes);
            });
    around =
        new Surroundings(
            bus, new Routers(bus, System::nanoTime), new Mailboxes(log), postman, node, this);
    serve(node);
    await(
        vertx.deployVerticle(
            () -> {
              BridgeVerticle verticle = new BridgeVerticle(around, gate);
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(instances)));
  }

  private void serve(NodeId node) {
    bus.serve(Addresses.AUTHENTICATE, asked -> identity(asked.accessToken()));
    bus.serve(
        Addresses.ARRIVE,
        arrive -> {
          arrived.add(arrive);
          if (arrive.device().value().equals("leaving")) {
            loggedOut.add(arrive.user());
          }
          directory.put(arrive.user(), node);
          return Future.succeededFuture(Done.DONE);
        });
    bus.serve(
        Addresses.LEAVE,
        leave -> {
          left.add(leave);
          return Future.succeededFuture(Done.DONE);
        });
    bus.serve(
        Addresses.BEATS,
        some -> {
          beats.addAll(some.beats());
          return Future.succeededFuture(Done.DONE);
        });
    bus.serve(Addresses.ROUTE, this::route);
    bus.serve(
        Addresses.READ,
        mark -> {
          read.add(mark);
          return Future.succeededFuture(Done.DONE);
        });
    bus.listen(Addresses.TYPING, typed::add);
    NodeInbox.open(bus, node);
  }

  private Future<Identity> identity(String token) {
    String[] parts = token.split("/", -1);
    if (parts.length != 2) {
      return Future.failedFuture(
          new ChatException(
              token.equals("expired") ? ErrorCode.TOKEN_EXPIRED : ErrorCode.UNAUTHORIZED, "no"));
    }
    if (loggedOut.contains(new UserId(parts[0]))) {
      return Future.failedFuture(new ChatException(ErrorCode.UNAUTHORIZED, "revoked"));
    }
    Identity identity =
        new Identity(new UserId(parts[0]), new DeviceId(parts[1]), millis() + 900_000);
    if (parts[0].equals("slow")) {
      slowAsked.complete(null);
      return slow.future().map(identity);
    }
    return Future.succeededFuture(identity);
  }

  private Future<RouteTalk.Sent> route(RouteTalk.Send send) {
    if (send.body().startsWith("!")) {
      return Future.failedFuture(
          new ChatException(
              ErrorCode.of(send.body().substring(1)).orElse(ErrorCode.INTERNAL), "no", 1_234));
    }
    routed.add(send);
    return Future.succeededFuture(
        new RouteTalk.Sent(send.channel(), routedSeq.incrementAndGet(), 1_700_000_000_000L, true));
  }

  /** Stores an entry and hints at it, as a router does. */
  long deliver(String user, int padding) {
    UserId to = new UserId(user);
    long seq = log.put(to, padding);
    bus.publishHere(Addresses.mailbox(to), new Signal.Hint(seq, MemoryLog.fields(seq, padding)));
    return seq;
  }

  /** Lets that much time pass by the house's clock. */
  void pass(long ms) {
    aheadMs.addAndGet(ms);
  }

  @Override
  public Instant instant() {
    return Instant.now().plusMillis(aheadMs.get());
  }

  Future<Void> drain() {
    return Future.all(verticles.stream().map(BridgeVerticle::drain).toList()).mapEmpty();
  }

  int port() {
    return verticles.get(0).port();
  }

  URI at(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
