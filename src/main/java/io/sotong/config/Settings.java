package io.sotong.config;

import static io.sotong.config.ConfigException.check;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All settings; one that exists is valid. What each means stands in {@code conf/README.md}.
 *
 * <p>Every constructor here throws {@link ConfigException}, with one sentence that names the
 * setting.
 *
 * @param data directory of the embedded stores, and of what a node keeps for itself; made if it is
 *     not there
 */
public record Settings(
    Profile profile,
    String data,
    Node node,
    Door api,
    Chat chat,
    Door management,
    Cluster cluster,
    Backends backends,
    Accounts accounts,
    Presence presence,
    Router router,
    Store store,
    Push push,
    Search search,
    Limits limits,
    Stop stop) {

  public Settings {
    check(!data.isBlank(), "data must name a directory.");
    if (profile == Profile.DISTRIBUTED) {
      backends.checkNamed();
    } else {
      check(
          cluster.members().isEmpty(),
          "cluster.members must be empty on the embedded profile: its stores serve one node only.");
      check(
          backends.registry() == Backends.Registry.HAZELCAST,
          "registry.kind must be \"hazelcast\" on the embedded profile: it has no ZooKeeper.");
    }
    int api0 = api.port();
    check(
        api0 == 0 || api0 != chat.port() && api0 != management.port(),
        "api.port, chat.port and management.port must differ.");
    check(
        chat.port() == 0 || chat.port() != management.port(),
        "api.port, chat.port and management.port must differ.");
  }

  /**
   * This process among others.
   *
   * @param id empty: a new one at each start
   * @param capacity sessions that it is meant to hold, for service discovery
   */
  public record Node(String id, String zone, int capacity) {
    public Node {
      check(id.matches("[0-9A-Za-z_-]{0,64}"), "node.id may hold 64 letters, digits, _ and -.");
      check(
          zone.matches("[0-9A-Za-z_-]{1,64}"),
          "node.zone must be 1 to 64 letters, digits, _ or -.");
      positive("node.capacity", capacity);
    }
  }

  /**
   * A listening port.
   *
   * @param port 0: any that is free
   * @param publicUrl how clients reach it, if not by the name and port that they asked for
   */
  public record Door(String host, int port, Optional<URI> publicUrl) {}

  /** The chat port, with the browser origins that may use it beyond the server's own pages. */
  public record Chat(String host, int port, Optional<URI> publicUrl, List<String> allowedOrigins) {}

  /** The private side: the clustered bus and Hazelcast. */
  public record Cluster(String name, String host, int port, List<String> members, Tls tls) {}

  /**
   * Mutual TLS on the clustered bus: all three files (PEM), or none and then no TLS.
   *
   * @param certificate of this node, issued by the authority
   * @param key that of the certificate, PKCS#8
   * @param authority whoever shows a certificate of it is a node of the cluster
   */
  public record Tls(String certificate, String key, String authority) {
    public Tls {
      check(
          certificate.isEmpty() == key.isEmpty() && key.isEmpty() == authority.isEmpty(),
          "cluster.tls needs certificate, key and authority, or none of them.");
    }

    /** Whether the bus shall have it. */
    public boolean isOn() {
      return !authority.isEmpty();
    }
  }

  /** Tokens and password hashing. */
  public record Accounts(
      int accessTokenMinutes, int refreshTokenDays, int argon2MemoryKiB, int argon2Iterations) {
    public Accounts {
      positive("accounts.accessTokenMinutes", accessTokenMinutes);
      positive("accounts.refreshTokenDays", refreshTokenDays);
      check(argon2MemoryKiB >= 64, "accounts.argon2MemoryKiB must be at least 64.");
      positive("accounts.argon2Iterations", argon2Iterations);
    }
  }

  /** Heartbeats, milliseconds. */
  public record Presence(int heartbeatMs, int timeoutMs) {
    public Presence {
      positive("presence.heartbeatMs", heartbeatMs);
      check(
          timeoutMs >= 2 * heartbeatMs,
          "presence.timeoutMs must be at least twice presence.heartbeatMs.");
    }
  }

  /** Routers; see RoutingOptions. */
  public record Router(int maxWaiting, int sweepMs, int maxLanes) {
    public Router {
      positive("router.maxWaiting", maxWaiting);
      positive("router.sweepMs", sweepMs);
      positive("router.maxLanes", maxLanes);
    }
  }

  /** Memory of the embedded store. */
  public record Store(int blockCacheMiB, int writeBufferMiB) {
    public Store {
      positive("store.blockCacheMiB", blockCacheMiB);
      positive("store.writeBufferMiB", writeBufferMiB);
    }
  }

  /**
   * The index of what was said.
   *
   * @param bufferMiB what it collects in memory before it writes
   * @param sweepMs between two steps of the round among all channels
   */
  public record Search(int bufferMiB, int sweepMs) {
    public Search {
      positive("search.bufferMiB", bufferMiB);
      positive("search.sweepMs", sweepMs);
    }
  }

  /** How much anyone may ask for. */
  public record Limits(
      int sendsPerSecond,
      int sendsBurst,
      int requestsPerSecond,
      int requestsBurst,
      int logInsPerMinute,
      int signUpsPerMinutePerAddress,
      int handshakesPerMinutePerAddress,
      int waitingSockets,
      int waitingSocketsPerAddress) {
    public Limits {
      positive("limits.sendsPerSecond", sendsPerSecond);
      positive("limits.sendsBurst", sendsBurst);
      positive("limits.requestsPerSecond", requestsPerSecond);
      positive("limits.requestsBurst", requestsBurst);
      positive("limits.logInsPerMinute", logInsPerMinute);
      positive("limits.signUpsPerMinutePerAddress", signUpsPerMinutePerAddress);
      positive("limits.handshakesPerMinutePerAddress", handshakesPerMinutePerAddress);
      positive("limits.waitingSockets", waitingSockets);
      positive("limits.waitingSocketsPerAddress", waitingSocketsPerAddress);
    }
  }

  /** How long sessions are given to leave at a stop, milliseconds. */
  public record Stop(int drainMs) {
    public Stop {
      check(drainMs >= 0, "stop.drainMs must not be negative.");
    }
  }

  static void positive(String name, int value) {
    check(value > 0, name + " must be above 0, not " + value + ".");
  }

  /** Lays {@code files}, in their order, and then the environment over the defaults. */
  public static Settings load(
      JsonObject defaults, Map<String, JsonObject> files, Map<String, String> environment) {
    Tree tree = Tree.of(defaults, files, environment);
    Section api = new Section("api", tree);
    Section chat = new Section("chat", tree);
    Section management = new Section("management", tree);
    Section cluster = new Section("cluster", tree);
    Section tls = cluster.section("tls");
    Section node = new Section("node", tree);
    Section accounts = new Section("accounts", tree);
    Section presence = new Section("presence", tree);
    Section router = new Section("router", tree);
    Section store = new Section("store", tree);
    Section search = new Section("search", tree);
    Section limits = new Section("limits", tree);
    return new Settings(
        Profile.of(tree.text("profile")),
        tree.text("data"),
        new Node(node.text("id"), node.text("zone"), node.number("capacity")),
        new Door(api.text("host"), api.port(), api.url("publicUrl")),
        new Chat(
            chat.text("host"), chat.port(), chat.url("publicUrl"), chat.list("allowedOrigins")),
        new Door(management.text("host"), management.port(), Optional.empty()),
        new Cluster(
            cluster.text("name"),
            cluster.text("host"),
            cluster.port(),
            cluster.list("members"),
            new Tls(tls.text("certificate"), tls.text("key"), tls.text("authority"))),
        Backends.read(tree),
        new Accounts(
            accounts.number("accessTokenMinutes"),
            accounts.number("refreshTokenDays"),
            accounts.number("argon2MemoryKiB"),
            accounts.number("argon2Iterations")),
        new Presence(presence.number("heartbeatMs"), presence.number("timeoutMs")),
        new Router(
            router.number("maxWaiting"), router.number("sweepMs"), router.number("maxLanes")),
        new Store(store.number("blockCacheMiB"), store.number("writeBufferMiB")),
        Push.read(tree),
        new Search(search.number("bufferMiB"), search.number("sweepMs")),
        new Limits(
            limits.number("sendsPerSecond"),
            limits.number("sendsBurst"),
            limits.number("requestsPerSecond"),
            limits.number("requestsBurst"),
            limits.number("logInsPerMinute"),
            limits.number("signUpsPerMinutePerAddress"),
            limits.number("handshakesPerMinutePerAddress"),
            limits.number("waitingSockets"),
            limits.number("waitingSocketsPerAddress")),
        new Stop(new Section("stop", tree).number("drainMs")));
  }

  /** The same as JSON, for the operator to read; secrets are redacted. */
  public static JsonObject laid(
      JsonObject defaults, Map<String, JsonObject> files, Map<String, String> environment) {
    return Tree.of(defaults, files, environment).redacted();
  }
}
