package io.sotong.store.redis;

import static io.sotong.account.Waiting.await;

import io.sotong.blackbox.Await;
import io.sotong.config.Secret;
import io.sotong.mailbox.SessionDirectory;
import io.sotong.model.Ids;
import io.sotong.presence.PresenceTable;
import io.sotong.presence.PresenceTableContract;
import io.sotong.servers.RedisSets;
import io.sotong.servers.Server;
import io.sotong.store.redis.RedisOptions.Topology;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link RedisPresence} keeps to what every table does when it is spread over a Redis Cluster. */
class RedisClusterIT implements PresenceTableContract {
  private static final int SLOTS = 16_384;

  @TempDir static Path directory;
  private static RedisSets set;
  private static List<String> endpoints = List.of();

  private final Vertx vertx = Vertx.vertx();
  private final RedisPresence presence =
      await(
          RedisPresence.open(
              vertx,
              new RedisOptions(Topology.CLUSTER, endpoints, "", "", new Secret(""), Ids.next()),
              Optional.empty()));

  @BeforeAll
  static void form() throws IOException {
    set = new RedisSets(directory);
    List<Server> masters = set.masters();
    endpoints = masters.stream().map(Server::address).toList();
    Server first = masters.get(0);
    for (int i = 0; i < masters.size(); i++) {
      Server each = masters.get(i);
      int from = SLOTS * i / masters.size();
      int to = SLOTS * (i + 1) / masters.size() - 1;
      ask(each, Request.cmd(Command.CLUSTER).arg("ADDSLOTSRANGE").arg(from).arg(to));
      ask(each, Request.cmd(Command.CLUSTER).arg("MEET").arg(first.host()).arg(first.port()));
    }
    for (Server each : masters) {
      Await.until("the cluster is whole", Duration.ofSeconds(60), () -> isWhole(each));
    }
  }

  private static boolean isWhole(Server server) {
    String info = ask(server, Request.cmd(Command.CLUSTER).arg("INFO")).toString();
    return info.contains("cluster_state:ok") && info.contains("cluster_size:3");
  }

  private static Response ask(Server server, Request request) {
    Vertx vertx = Vertx.vertx();
    Response answer = await(Redis.createClient(vertx, "redis://" + server.address()).send(request));
    await(vertx.close());
    return answer;
  }

  @AfterAll
  static void end() {
    set.close();
  }

  @AfterEach
  void close() {
    await(presence.close());
    await(vertx.close());
  }

  @Override
  public PresenceTable table() {
    return presence;
  }

  @Override
  public SessionDirectory directory() {
    return presence;
  }
}
