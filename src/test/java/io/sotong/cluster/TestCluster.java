package io.sotong.cluster;

import io.sotong.account.Waiting;
import io.sotong.blackbox.Sotong;
import io.sotong.blackbox.SotongProcess;
import io.sotong.servers.BackingServices;
import io.sotong.servers.Cable;
import io.sotong.servers.RealServers;
import io.sotong.servers.Server;
import io.sotong.servers.Servers;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Nodes of the jar, each a process with a role of its own, over a set of real servers that nobody
 * else uses: three nodes of Cassandra that keep three copies.
 */
public final class TestCluster implements AutoCloseable {
  private static final int CASSANDRA_NODES = 3;

  /** Small and quick to start: all nodes and servers share a laptop. */
  private static final List<String> FRUGAL =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Vertx vertx = Vertx.vertx();
  private final List<Cable> cables = new ArrayList<>();
  private final Servers servers;
  private final BackingServices backing;
  private final List<SotongProcess> nodes = new ArrayList<>();

  private TestCluster(Servers servers) {
    this.servers = servers;
    this.backing = RealServers.await(servers.all(CASSANDRA_NODES));
  }

  /**
   * Starts the servers, and a node for each of {@code roles}; returns when all are ready.
   *
   * @param directory for the servers' data and logs
   * @param settings of the nodes, as they stand in the environment
   */
  public static TestCluster start(
      Path directory, List<String> roles, Map<String, String> settings) {
    TestCluster cluster = new TestCluster(RealServers.ofItsOwn(directory));
    try {
      for (int i = 0; i < roles.size(); i++) {
        cluster.cables.add(new Cable(cluster.vertx, cluster.busPort(i)));
      }
      for (int i = 0; i < roles.size(); i++) {
        cluster.add(i, roles, settings);
      }
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void add(int index, List<String> roles, Map<String, String> settings) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SOTONG_PROFILE", "distributed");
    environment.put(
        "SOTONG_CASSANDRA_CONTACT_POINTS",
        backing.cassandra().stream().map(Server::address).collect(Collectors.joining(",")));
    environment.put("SOTONG_CASSANDRA_REPLICATION", Integer.toString(CASSANDRA_NODES));
    environment.put("SOTONG_POSTGRES_HOST", backing.postgres().host());
    environment.put("SOTONG_POSTGRES_PORT", Integer.toString(backing.postgres().port()));
    environment.put("SOTONG_POSTGRES_DATABASE", "postgres");
    environment.put("SOTONG_POSTGRES_USER", "postgres");
    environment.put("SOTONG_REDIS_ENDPOINTS", backing.redis().address());
    environment.put("SOTONG_NODE_ID", "n" + (index + 1));
    environment.put("SOTONG_CLUSTER_PORT", Integer.toString(busPort(index)));
    environment.put(
        "SOTONG_CLUSTER_MEMBERS",
        cables.stream().map(Cable::address).collect(Collectors.joining(",")));
    environment.putAll(settings);
    List<String> jvm = new ArrayList<>(FRUGAL);
    // By this the others know it, so that they reach it by its cable only.
    jvm.add("-Dhazelcast.local.publicAddress=" + cables.get(index).address());
    SotongProcess node =
        SotongProcess.prepare(environment, jvm, List.of("--role", roles.get(index)));
    nodes.add(node);
    node.run();
  }

  private int busPort(int index) {
    return servers.port("node" + (index + 1) + ".cluster");
  }

  /** Cuts each node's Hazelcast off from every other's: each is a cluster of its own then. */
  public void cut() {
    cables.forEach(Cable::cut);
  }

  /** Lets the nodes find each other again. */
  public void mend() {
    cables.forEach(Cable::mend);
  }

  /**
   * Three nodes that all hold sessions, for the tests that outside clients make; started on first
   * use, and ended with the JVM.
   */
  public static TestCluster shared() {
    return Shared.CLUSTER;
  }

  /** The servers beneath. */
  public BackingServices backing() {
    return backing;
  }

  /** The node that has that role's place in the list. */
  public SotongProcess node(int index) {
    return nodes.get(index);
  }

  /** The service, by the API of that node. */
  public Sotong sotong(int index) {
    return nodes.get(index).sotong();
  }

  @Override
  public void close() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).close();
    }
    servers.close();
    Waiting.await(vertx.close());
  }

  private static final class Shared {
    /**
     * A client that is served slower than it may send is held up, and never sends too much; how
     * fast one is served here depends on what else the machine does. So what comes after the burst
     * is next to nothing. And hundreds sign up at a node without the second compiler, where a
     * password of a fifth of the usual cost takes as long as one does elsewhere.
     */
    private static final Map<String, String> SETTINGS =
        Map.of(
            "SOTONG_LIMITS_SENDS_PER_SECOND", "1",
            "SOTONG_ACCOUNTS_ARGON2_MEMORY_KIB", "8192",
            "SOTONG_ACCOUNTS_ARGON2_ITERATIONS", "1");

    static final TestCluster CLUSTER = start();

    private static TestCluster start() {
      Path directory = Path.of("target", "servers", "run-" + ProcessHandle.current().pid());
      TestCluster cluster =
          TestCluster.start(directory.resolve("cluster"), List.of("all", "edge", "edge"), SETTINGS);
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "end the tests' cluster"));
      return cluster;
    }
  }
}
