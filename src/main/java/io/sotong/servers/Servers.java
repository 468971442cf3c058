package io.sotong.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A set of real servers on 127.0.0.1: Cassandra, Kafka, Redis, PostgreSQL and ZooKeeper, as child
 * processes on ports of their own, brought by Maven.
 *
 * <p>Each is started when it is first asked for, beside the others; asked again, it is the same
 * one. A future fails with {@link ServerException}, which holds the end of the server's log. Any
 * thread; only {@link #close()} blocks.
 */
public final class Servers implements AutoCloseable {
  private final Path directory;
  private final Progress progress;
  private final LongSupplier nanoTime;
  private final Ports ports;
  private final ChildJvm jvm;
  private final Artifacts artifacts;
  private final Unpacked programs;
  private final Map<String, CompletableFuture<List<Server>>> asked = new ConcurrentHashMap<>();
  private final List<Server> servers = new CopyOnWriteArrayList<>();
  private final ExecutorService starters;

  private Servers(Path directory, Path programs, Progress progress, LongSupplier nanoTime)
      throws IOException {
    this.directory = directory;
    this.progress = progress;
    this.nanoTime = nanoTime;
    ports = new Ports(directory.resolve("ports.properties"));
    jvm = new ChildJvm(directory);
    artifacts = new Artifacts(progress);
    this.programs = new Unpacked(programs, artifacts);
    AtomicInteger threads = new AtomicInteger();
    starters =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "sotong-servers-" + threads.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * A set of which nothing runs yet.
   *
   * @param directory for ports, data and logs; made if it is not there, and not removed: opened
   *     again, it has the same servers
   * @param programs for unpacked programs, which sets may share; made if it is not there
   * @param nanoTime a clock that only goes forward, in nanoseconds, for what progress tells
   */
  public static Servers open(
      Path directory, Path programs, Progress progress, LongSupplier nanoTime) {
    try {
      return new Servers(
          Files.createDirectories(directory.toAbsolutePath().normalize()),
          Files.createDirectories(programs.toAbsolutePath().normalize()),
          progress,
          nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A cluster of Cassandra, ready when all its nodes are.
   *
   * @param nodes how many; each number is a cluster of its own
   */
  public CompletableFuture<List<Server>> cassandra(int nodes) {
    return start(
        "cassandra-" + nodes,
        own -> Cassandra.nodes(nodes, own, ports, jvm, artifacts.classPath("cassandra")));
  }

  public CompletableFuture<Server> kafka() {
    return one("kafka", own -> Kafka.broker(own, ports, jvm, artifacts.classPath("kafka")));
  }

  public CompletableFuture<Server> redis() {
    return one("redis", own -> Redis.server(own, ports, programs));
  }

  public CompletableFuture<Server> postgres() {
    return one("postgres", own -> Postgres.server(own, ports, programs));
  }

  public CompletableFuture<Server> zookeeper() {
    return one(
        "zookeeper", own -> ZooKeeper.server(own, ports, jvm, artifacts.classPath("zookeeper")));
  }

  /**
   * Everything that every cluster of Sotong needs, started side by side.
   *
   * @param cassandraNodes as for {@link #cassandra}
   */
  public CompletableFuture<BackingServices> all(int cassandraNodes) {
    CompletableFuture<List<Server>> cassandra = cassandra(cassandraNodes);
    CompletableFuture<Server> kafka = kafka();
    CompletableFuture<Server> redis = redis();
    CompletableFuture<Server> postgres = postgres();
    return CompletableFuture.allOf(cassandra, kafka, redis, postgres)
        .thenApply(
            done ->
                new BackingServices(cassandra.join(), kafka.join(), redis.join(), postgres.join()));
  }

  /** A port for another program of this set: the same one whenever the set is opened. */
  public int port(String name) {
    return ports.of(name);
  }

  /** Starts any other program as one of this set. */
  public CompletableFuture<Server> start(Blueprint blueprint) {
    return CompletableFuture.supplyAsync(() -> launch(blueprint), starters);
  }

  /** Ends every server, also those that still start. */
  @Override
  public void close() {
    starters.shutdownNow();
    servers.parallelStream().forEach(Server::close);
    artifacts.close();
  }

  private interface Plan {
    List<Blueprint> in(Path own) throws IOException;
  }

  private interface PlanOfOne {
    Blueprint in(Path own) throws IOException;
  }

  private CompletableFuture<Server> one(String name, PlanOfOne plan) {
    return start(name, own -> List.of(plan.in(own))).thenApply(started -> started.get(0));
  }

  private CompletableFuture<List<Server>> start(String name, Plan plan) {
    return asked.computeIfAbsent(
        name,
        key ->
            CompletableFuture.supplyAsync(() -> blueprints(plan, directory.resolve(name)), starters)
                .thenCompose(this::startAll));
  }

  private static List<Blueprint> blueprints(Plan plan, Path own) {
    try {
      return plan.in(Files.createDirectories(own));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletableFuture<List<Server>> startAll(List<Blueprint> blueprints) {
    List<CompletableFuture<Server>> all = blueprints.stream().map(this::start).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private Server launch(Blueprint blueprint) {
    long began = nanoTime.getAsLong();
    Server server = new Server(blueprint);
    servers.add(server);
    server.start();
    progress.tell(
        String.format(
            Locale.ROOT,
            "%s is ready (%.1f s)",
            server.name(),
            (nanoTime.getAsLong() - began) / 1e9));
    return server;
  }
}
