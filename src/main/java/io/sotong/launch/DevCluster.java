package io.sotong.launch;

import io.sotong.config.ConfigException;
import io.sotong.config.Settings;
import io.sotong.servers.BackingServices;
import io.sotong.servers.Blueprint;
import io.sotong.servers.Probe;
import io.sotong.servers.Server;
import io.sotong.servers.Servers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A cluster on one machine: real servers, and three nodes of this jar with different roles. All of
 * it ends with this process, and comes back with its data.
 *
 * <p>What is in force for this command (limits, the API's port, ...) is in force for the nodes, but
 * for what makes them a cluster.
 */
final class DevCluster {
  private static final int CASSANDRA_NODES = 3;
  private static final List<String> ROLES = List.of("core", "web", "edge");
  private static final Probe READY =
      new Probe("GET /ready HTTP/1.0\r\n\r\n", 12, "HTTP/1\\.[01] 200");

  private final Effective effective;
  private final Settings settings;
  private final Path jar;
  private final Path directory;
  private final PrintStream out = System.out;
  private final List<Server> nodes = new CopyOnWriteArrayList<>();

  DevCluster(Effective effective) {
    this.effective = effective;
    settings = effective.settings();
    directory = Path.of(settings.data()).resolve("dev-cluster").toAbsolutePath().normalize();
    jar =
        Effective.jar()
            .orElseThrow(() -> new ConfigException("dev-cluster runs nodes of the jar: build it."));
  }

  /** Starts everything, tells where it is, and returns only when interrupted. */
  void run() throws IOException, InterruptedException {
    Servers servers =
        Servers.open(directory, directory.resolve("programs"), out::println, System::nanoTime);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(servers), "sotong-stop"));
    out.println(
        "Starting Cassandra, Kafka, PostgreSQL, Redis and ZooKeeper; the first time they are");
    out.println("fetched by way of Maven. Ctrl-C ends everything.");
    CompletableFuture<Server> starting = servers.zookeeper();
    BackingServices backing = servers.all(CASSANDRA_NODES).join();
    Server zookeeper = starting.join();
    for (String role : ROLES) { // one after the other: they find each other at once
      nodes.add(servers.start(node(role, servers, backing, zookeeper)).join());
    }
    tell(backing, zookeeper);
    new CountDownLatch(1).await();
  }

  private void stop(Servers servers) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).stop();
    }
    servers.close();
  }

  private Blueprint node(String role, Servers servers, BackingServices backing, Server zookeeper)
      throws IOException {
    Path own = Files.createDirectories(directory.resolve("node-" + role));
    int management = servers.port("node." + role + ".management");
    JsonObject conf =
        effective
            .values()
            .copy()
            .mergeIn(shared(servers, backing, zookeeper), true)
            .mergeIn(
                new JsonObject()
                    .put("data", own.resolve("data").toString())
                    .put("management", loopback(management))
                    .put("cluster", new JsonObject().put("port", clusterPort(role, servers))),
                true);
    Path file = Files.writeString(own.resolve("conf.json"), conf.encodePrettily());
    List<String> command = new ArrayList<>(List.of("env"));
    for (String variable : new TreeMap<>(System.getenv()).keySet()) {
      if (variable.startsWith("SOTONG_")) { // it is in the file already, and would go before it
        command.addAll(List.of("-u", variable));
      }
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+ExitOnOutOfMemoryError",
            "-jar",
            jar.toString(),
            "--role",
            role,
            "--conf",
            file.toString()));
    return new Blueprint(
        "Node " + role, own, management, command, own.resolve("out.log"), READY, "TERM");
  }

  /** What makes the nodes one cluster over these servers. */
  private static JsonObject shared(Servers servers, BackingServices backing, Server zookeeper) {
    JsonArray members = new JsonArray();
    ROLES.forEach(role -> members.add(Server.HOST + ':' + clusterPort(role, servers)));
    JsonArray contactPoints = new JsonArray();
    backing.cassandra().forEach(each -> contactPoints.add(each.address()));
    return new JsonObject(
        Map.of(
            "profile",
            "distributed",
            "cluster",
            new JsonObject()
                .put("name", "sotong-dev")
                .put("host", Server.HOST)
                .put("members", members),
            "cassandra",
            new JsonObject()
                .put("contactPoints", contactPoints)
                .put("datacenter", "datacenter1")
                .put("replication", CASSANDRA_NODES),
            "postgres",
            loopback(backing.postgres().port()).put("database", "postgres").put("user", "postgres"),
            "redis",
            new JsonObject()
                .put("topology", "server")
                .put("endpoints", new JsonArray().add(backing.redis().address())),
            "kafka",
            new JsonObject()
                .put("servers", new JsonArray().add(backing.kafka().address()))
                .put("replication", 1),
            "registry",
            new JsonObject().put("kind", "zookeeper").put("zooKeeper", zookeeper.address())));
  }

  private static int clusterPort(String role, Servers servers) {
    return servers.port("node." + role + ".cluster");
  }

  private static JsonObject loopback(int port) {
    return new JsonObject().put("host", Server.HOST).put("port", port);
  }

  private void tell(BackingServices backing, Server zookeeper) {
    out.println();
    out.println("A cluster of three nodes is ready. Ctrl-C ends everything; the data stays.");
    out.println();
    row("page and API", "http://localhost:" + settings.api().port() + "  (node web)");
    row("sockets", "http://localhost:" + settings.chat().port() + "  (node edge)");
    nodes.forEach(
        node ->
            row(node.name(), "http://" + node.address() + "/ready  (process " + node.pid() + ')'));
    row("Cassandra", String.join(", ", backing.cassandra().stream().map(Server::address).toList()));
    row("PostgreSQL", "postgresql://postgres@" + backing.postgres().address() + "/postgres");
    row("Redis", "redis://" + backing.redis().address());
    row("Kafka", backing.kafka().address());
    row("ZooKeeper", zookeeper.address());
    row("data and logs", directory.toString());
  }

  private void row(String name, String value) {
    out.printf("  %-14s %s%n", name, value);
  }
}
