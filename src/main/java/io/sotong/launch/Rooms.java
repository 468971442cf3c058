package io.sotong.launch;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sotong.bridge.BridgeOptions;
import io.sotong.bridge.BridgeVerticle;
import io.sotong.bridge.Gate;
import io.sotong.bridge.Surroundings;
import io.sotong.bus.Bus;
import io.sotong.bus.Routers;
import io.sotong.bus.Subscription;
import io.sotong.config.Kind;
import io.sotong.config.Plan;
import io.sotong.config.Settings;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.PageServer;
import io.sotong.limit.Rate;
import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.NodeInbox;
import io.sotong.mailbox.Postman;
import io.sotong.model.NodeId;
import io.sotong.ops.Health;
import io.sotong.origin.Origins;
import io.sotong.origin.Page;
import io.sotong.presence.PresenceOptions;
import io.sotong.presence.PresenceVerticle;
import io.sotong.push.PushVerticle;
import io.sotong.routing.Router;
import io.sotong.routing.RouterVerticle;
import io.sotong.routing.RoutingOptions;
import io.sotong.store.sql.SqlMemberships;
import io.sotong.store.sql.SqlNotices;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The rooms of one node, wired: who is given what. */
final class Rooms {
  private static final long BEATS_ON_THEIR_WAY_MS = 600;
  private static final long SWEEP_PRESENCE_MS = 250;

  private final Vertx vertx;
  private final Stores stores;
  private final Settings settings;
  private final NodeId nodeId;
  private final Clock clock;
  private final Health health;
  private final Metrics metrics = new Metrics();
  private final Operations operations;
  private final Bus bus;
  private final Routers routers;
  private final Postman postman;
  private final Mailboxes mailboxes;
  private final Registries registries;
  private final Announcements announcements;
  private final Gate gate;
  private volatile @Nullable AccountRoom accounts;
  private volatile @Nullable ApiRoom api;
  private volatile @Nullable PushRoom push;
  private volatile @Nullable PushVerticle pusher;
  private final List<BridgeVerticle> bridges = new CopyOnWriteArrayList<>();

  Rooms(
      Vertx vertx,
      Stores stores,
      Registries registries,
      Settings settings,
      NodeId nodeId,
      Clock clock,
      Health health) {
    this.vertx = vertx;
    this.stores = stores;
    this.settings = settings;
    this.nodeId = nodeId;
    this.clock = clock;
    this.health = health;
    bus = new Bus(vertx);
    routers = new Routers(bus, System::nanoTime);
    postman = new Postman(bus, stores.directory());
    mailboxes = new Mailboxes(stores.log());
    operations = new Operations(new SearchRoom(vertx, stores, settings));
    this.registries = registries;
    announcements = new Announcements(vertx, registries, this::self, this::pageServer);
    gate =
        new Gate(
            bridgeOptions(),
            new Origins(settings.chat().allowedOrigins(), () -> announcements.pages(ownPage())),
            System::nanoTime);
    metrics.sessions(gate.figures());
    metrics.gauge("sotong.hints.sent", "envelopes with hints to nodes", postman::hints);
    stores.figures().accept(metrics);
  }

  Vertx vertx() {
    return vertx;
  }

  /** Makes ready what takes a while, if the plan needs it. */
  Future<Void> open(Plan plan) {
    boolean pushes = plan.kinds().containsKey(Kind.PUSH);
    boolean serves = plan.kinds().containsKey(Kind.API);
    if (!pushes && !serves) {
      return Future.succeededFuture();
    }
    return PushRoom.open(vertx, stores, settings, clock)
        .compose(
            opened -> {
              push = opened;
              return pushes ? openPush(opened) : Future.succeededFuture();
            })
        .compose(done -> serves ? openApi() : Future.succeededFuture());
  }

  private Future<PushVerticle> openPush(PushRoom opened) {
    return opened
        .queue(metrics)
        .compose(
            its -> {
              operations.has(its);
              return vertx.executeBlocking(() -> opened.verticle(bus, its));
            })
        .onSuccess(made -> pusher = made);
  }

  private Future<Void> openApi() {
    return AccountRoom.open(vertx, bus, postman, stores, settings, clock)
        .compose(
            opened -> {
              accounts = opened;
              operations.has(opened);
              return vertx.deployVerticle(opened.verticle(bus));
            })
        .compose(
            deployed ->
                vertx.executeBlocking(
                    () ->
                        new ApiRoom(
                            settings,
                            Objects.requireNonNull(accounts),
                            stores,
                            bus,
                            routers,
                            mailboxes,
                            registries.chat(),
                            announcements::chatServers,
                            Objects.requireNonNull(push),
                            operations.search().finder())))
        .map(
            opened -> {
              api = opened;
              return null;
            });
  }

  Operations operations() {
    return operations;
  }

  PrometheusMeterRegistry metrics() {
    return metrics.registry();
  }

  /** A new instance of a kind. */
  Deployable verticle(Kind kind) {
    return switch (kind) {
      case PRESENCE ->
          new PresenceVerticle(
              bus,
              stores.presence(),
              postman,
              clock,
              new PresenceOptions(
                  settings.presence().timeoutMs(), BEATS_ON_THEIR_WAY_MS, SWEEP_PRESENCE_MS));
      case PUSH -> Objects.requireNonNull(pusher);
      case SEARCH -> operations.search().verticle(bus);
      case ROUTER -> router();
      case API -> Objects.requireNonNull(api).verticle();
      case BRIDGE -> bridge();
    };
  }

  private RouterVerticle router() {
    RoutingOptions options =
        new RoutingOptions(
            settings.router().maxWaiting(),
            settings.router().sweepMs(),
            settings.router().maxLanes());
    Router router =
        new Router(
            stores.log(),
            new SqlMemberships(stores.sql()),
            new SqlNotices(stores.sql()),
            PushRoom.hints(bus, postman),
            clock,
            options);
    return new RouterVerticle(bus, postman, router, options, nodeId);
  }

  private BridgeVerticle bridge() {
    BridgeVerticle bridge =
        new BridgeVerticle(new Surroundings(bus, routers, mailboxes, postman, nodeId, clock), gate);
    bridges.add(bridge);
    return bridge;
  }

  private BridgeOptions bridgeOptions() {
    BridgeOptions standard = BridgeOptions.DEFAULTS;
    Settings.Limits limits = settings.limits();
    return new BridgeOptions(
        new BridgeOptions.Door(settings.chat().host(), settings.chat().port()),
        new BridgeOptions.Pace(
            settings.presence().heartbeatMs(),
            settings.presence().timeoutMs(),
            standard.pace().helloMs(),
            standard.pace().slowMs()),
        new BridgeOptions.Limits(
            Rate.perSecond(limits.sendsPerSecond(), limits.sendsBurst()),
            Rate.perSecond(limits.requestsPerSecond(), limits.requestsBurst()),
            Rate.perMinute(
                limits.handshakesPerMinutePerAddress(), limits.handshakesPerMinutePerAddress()),
            limits.waitingSockets(),
            limits.waitingSocketsPerAddress(),
            standard.limits().sessions(),
            standard.limits().refusals()),
        standard.pages(),
        settings.stop().drainMs());
  }

  /**
   * Once all listen: lets the others' bridges know this node's pages; opens the node's inbox, and
   * lets log-in hand this node out.
   */
  Future<Void> announce(Plan plan) {
    Future<Void> announced =
        plan.kinds().containsKey(Kind.API) ? announcements.showPages() : Future.succeededFuture();
    if (!plan.kinds().containsKey(Kind.BRIDGE)) {
      return announced;
    }
    Subscription inbox = NodeInbox.open(bus, nodeId);
    return announced.compose(done -> inbox.ready()).compose(open -> announcements.offerChat());
  }

  /** Hands this node out no more, and sends its sessions away. */
  Future<Void> leave(Plan plan) {
    if (!plan.kinds().containsKey(Kind.BRIDGE)) {
      return Future.succeededFuture();
    }
    return announcements
        .withdrawChat()
        .transform(
            gone -> Future.join(bridges.stream().map(BridgeVerticle::drain).toList()).mapEmpty());
  }

  /** As {@link Announcements#hush}. */
  Future<Void> hush() {
    return announcements.hush();
  }

  private PageServer pageServer() {
    return new PageServer(
        nodeId, new Page(settings.api().publicUrl(), Objects.requireNonNull(api).port()));
  }

  private Page ownPage() {
    return new Page(settings.api().publicUrl(), settings.api().port());
  }

  private ChatServer self() {
    return new ChatServer(
        nodeId,
        settings.node().zone(),
        settings.chat().publicUrl(),
        chatPort(),
        settings.node().capacity(),
        gate.figures().sessions().intValue(),
        health.state() == Health.State.DRAINING);
  }

  private int chatPort() {
    return bridges.stream()
        .mapToInt(BridgeVerticle::port)
        .filter(port -> port > 0)
        .findFirst()
        .orElse(settings.chat().port());
  }

  /** Where to click. */
  String greeting(Plan plan) {
    ApiRoom opened = api;
    return opened == null
        ? "Sotong is ready: role " + plan.role() + "."
        : "Sotong is ready: open http://localhost:" + opened.port() + " in a browser.";
  }
}
