package io.sotong.config;

import static io.sotong.config.ConfigException.check;

import java.util.List;
import java.util.Locale;

/**
 * The servers of the distributed profile. On the embedded one nobody looks at them. Constructors
 * throw {@link ConfigException}.
 *
 * @param registry where chat servers are listed for service discovery
 * @param zooKeeper {@code host:port}, several with commas; empty unless the registry is there
 */
public record Backends(
    Cassandra cassandra,
    Postgres postgres,
    Redis redis,
    Kafka kafka,
    Registry registry,
    String zooKeeper) {
  public Backends {
    check(
        registry != Registry.ZOOKEEPER || !zooKeeper.isBlank(),
        "registry.zooKeeper must say where ZooKeeper is.");
  }

  /** Where chat servers are listed. */
  public enum Registry {
    /** In a map of the cluster that the nodes are. */
    HAZELCAST,
    /** On ZooKeeper. */
    ZOOKEEPER;

    static Registry of(String text) {
      for (Registry registry : values()) {
        if (registry.name().toLowerCase(Locale.ROOT).equals(text)) {
          return registry;
        }
      }
      throw new ConfigException(
          "registry.kind must be \"hazelcast\" or \"zookeeper\", not \"" + text + "\".");
    }
  }

  /**
   * Where messages and mailboxes are.
   *
   * @param contactPoints {@code host:port} of some nodes
   * @param datacenter whose replicas decide; empty: those of all together
   * @param replication copies of each row
   * @param user empty: it asks nobody for a password
   */
  public record Cassandra(
      List<String> contactPoints,
      String datacenter,
      String keyspace,
      int replication,
      String user,
      Secret password) {}

  /**
   * Where accounts and channels are.
   *
   * @param connections at most so many of one node
   */
  public record Postgres(
      String host, int port, String database, String user, Secret password, int connections) {
    public Postgres {
      Settings.positive("postgres.connections", connections);
    }
  }

  /**
   * Where presence is.
   *
   * @param topology {@code server}, {@code sentinel} or {@code cluster}
   * @param endpoints {@code host:port} of the server, of the sentinels, or of some cluster nodes
   * @param master what the sentinels call it
   */
  public record Redis(
      String topology,
      List<String> endpoints,
      String master,
      String user,
      Secret password,
      String namespace) {
    public Redis {
      check(
          List.of("server", "sentinel", "cluster").contains(topology),
          "redis.topology must be \"server\", \"sentinel\" or \"cluster\", not \""
              + topology
              + "\".");
    }
  }

  /**
   * Where wake-ups wait.
   *
   * @param servers {@code host:port} of some
   * @param prefix before the name of each topic and group
   * @param partitions of the topic of new wake-ups: at most so many nodes push at a time
   * @param replication copies of each wake-up
   */
  public record Kafka(List<String> servers, String prefix, int partitions, int replication) {
    public Kafka {
      check(
          prefix.matches("[0-9A-Za-z._-]{0,64}"),
          "kafka.prefix may hold 64 letters, digits, dots, _ and -.");
      Settings.positive("kafka.partitions", partitions);
      Settings.positive("kafka.replication", replication);
    }
  }

  /** Refuses the distributed profile if it is not said where its servers are. */
  void checkNamed() {
    check(
        !cassandra.contactPoints().isEmpty(),
        "cassandra.contactPoints must name a node on the distributed profile.");
    check(!postgres.host().isBlank(), "postgres.host must be set on the distributed profile.");
    check(
        !redis.endpoints().isEmpty(),
        "redis.endpoints must name a server on the distributed profile.");
  }

  static Backends read(Tree tree) {
    Section cassandra = new Section("cassandra", tree);
    Section postgres = new Section("postgres", tree);
    Section redis = new Section("redis", tree);
    Section kafka = new Section("kafka", tree);
    Section registry = new Section("registry", tree);
    return new Backends(
        new Cassandra(
            cassandra.list("contactPoints"),
            cassandra.text("datacenter"),
            cassandra.text("keyspace"),
            cassandra.number("replication"),
            cassandra.text("user"),
            cassandra.secret("password")),
        new Postgres(
            postgres.text("host"),
            postgres.port(),
            postgres.text("database"),
            postgres.text("user"),
            postgres.secret("password"),
            postgres.number("connections")),
        new Redis(
            redis.text("topology"),
            redis.list("endpoints"),
            redis.text("master"),
            redis.text("user"),
            redis.secret("password"),
            redis.text("namespace")),
        new Kafka(
            kafka.list("servers"),
            kafka.text("prefix"),
            kafka.number("partitions"),
            kafka.number("replication")),
        Registry.of(registry.text("kind")),
        registry.text("zooKeeper"));
  }
}
