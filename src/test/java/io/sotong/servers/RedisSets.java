package io.sotong.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Redis in numbers: a master with a replica and sentinels, or the masters of a cluster. */
public final class RedisSets implements AutoCloseable {
  /** What the sentinels call the servers that they watch. */
  public static final String WATCHED = "chat";

  private static final Path PROGRAM = Path.of("target/servers/programs/redis-server");
  private static final Probe PROBE = new Probe("PING\r\n", 5, "\\+PONG");

  private final Path directory;
  private final Ports ports;
  private final List<Server> all = new ArrayList<>();

  /** None runs yet; what they write is in {@code directory}. */
  public RedisSets(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath());
    ports = new Ports(this.directory.resolve("ports.properties"));
    RealServers.redis(); // by then the program is unpacked
  }

  /** Three masters that are to become a cluster. */
  public List<Server> masters() throws IOException {
    return List.of(master("master1"), master("master2"), master("master3"));
  }

  private Server master(String name) throws IOException {
    return server(name, "--cluster-enabled", "yes");
  }

  /** A server, followed by a replica: to be watched. */
  public Server replicated() throws IOException {
    Server master = server("master");
    server("replica", "--replicaof", master.host() + ' ' + master.port());
    return master;
  }

  /** Three who watch {@code master} and its replicas; two are enough to choose another. */
  public List<Server> sentinels(Server master) throws IOException {
    List<Server> sentinels = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      int port = ports.of("sentinel" + i);
      Path own = Files.createDirectories(directory.resolve("sentinel" + i));
      Path settings = own.resolve("sentinel.conf");
      Files.writeString(
          settings,
          """
          port %d
          bind 127.0.0.1
          sentinel monitor %s %s %d 2
          sentinel down-after-milliseconds %2$s 1000
          sentinel failover-timeout %2$s 5000
          """
              .formatted(port, WATCHED, master.host(), master.port()));
      sentinels.add(start(own, port, settings.toString(), "--sentinel"));
    }
    return sentinels;
  }

  private Server server(String name, String... more) throws IOException {
    int port = ports.of(name);
    Path own = Files.createDirectories(directory.resolve(name));
    List<String> arguments =
        new ArrayList<>(
            List.of("--port", "" + port, "--bind", Server.HOST, "--save", "", "--dir", "" + own));
    arguments.addAll(List.of(more));
    return start(own, port, arguments.toArray(String[]::new));
  }

  private Server start(Path own, int port, String... arguments) {
    List<String> command = new ArrayList<>(List.of(PROGRAM.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    Server server =
        new Server(
            new Blueprint("Redis", own, port, command, own.resolve("out.log"), PROBE, "KILL"));
    all.add(server);
    server.start();
    return server;
  }

  /** Ends all of them. */
  @Override
  public void close() {
    all.forEach(Server::close);
  }
}
