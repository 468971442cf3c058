package io.sotong.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each server comes, answers, and comes back from a kill with what it promises to keep. */
class ServersIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void redisComesBackEmpty() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server redis = RealServers.await(servers.redis());
      assertThat(Talk.redis(redis, "SET greeting 1")).isEqualTo("+OK");
      assertThat(Talk.redis(redis, "INCR greeting")).isEqualTo(":2");

      redis.restart();

      assertThat(Talk.redis(redis, "EXISTS greeting")).isEqualTo(":0");
    }
  }

  @Test
  void aPausedServerIsSilentAndAResumedOneAnswers() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server redis = RealServers.await(servers.redis());
      Probe probe = new Probe("PING\r\n", 5, "\\+PONG");

      redis.pause();
      assertThat(probe.answered(redis.port())).isFalse();

      redis.resume();
      assertThat(probe.answered(redis.port())).isTrue();
    }
  }

  @Test
  void postgresSyncsItsCommitsAndKeepsThemOverAKill() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server postgres = RealServers.await(servers.postgres());
      assertThat(Talk.postgres(postgres, "show fsync")).contains("on");
      assertThat(Talk.postgres(postgres, "show synchronous_commit")).contains("on");
      Talk.postgres(postgres, "create table greeting (word text)");
      Talk.postgres(postgres, "insert into greeting values ('소통')");

      postgres.kill();
      assertThat(postgres.isAlive()).isFalse();
      postgres.restart();

      assertThat(Talk.postgres(postgres, "select word from greeting")).contains("소통");
    }
  }

  @Test
  void aSetThatIsOpenedAgainHasItsServersWithTheirData() {
    int port;
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server postgres = RealServers.await(servers.postgres());
      port = postgres.port();
      Talk.postgres(postgres, "create table greeting (word text)");
    }
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server postgres = RealServers.await(servers.postgres());
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(Talk.postgres(postgres, "select * from greeting")).contains("word");
    }
  }

  @Test
  void zookeeperAndKafkaComeBackFromAKill() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server zookeeper = RealServers.await(servers.zookeeper());
      Server kafka = RealServers.await(servers.kafka());
      assertThat(Talk.zookeeper(zookeeper, "srvr")).contains("3.9.5", "Mode: standalone");

      zookeeper.restart();
      kafka.restart();

      assertThat(Talk.zookeeper(zookeeper, "srvr")).contains("Mode: standalone");
      assertThat(kafka.isAlive()).isTrue();
    }
  }

  @Test
  void cassandraServesWithOneOfThreeNodesDeadAndKeepsWhatItAcknowledged() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      List<Server> nodes = RealServers.await(servers.cassandra(3));
      Server first = nodes.get(0);
      assertThat(Talk.cassandra(first, settings("commitlog_sync"))).contains("group");
      assertThat(Talk.cassandra(first, settings("paxos_variant"))).contains("v2");
      assertThat(
              Talk.cassandra(
                  first,
                  "create keyspace chat with replication ="
                      + " {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}"))
          .doesNotStartWith("ERROR");
      assertThat(
              Talk.cassandra(first, "create table chat.greeting (id int primary key, word text)"))
          .doesNotStartWith("ERROR");

      // Whom a node has not heard of it cannot count on.
      nodes.forEach(ServersIT::awaitPeers);
      // As a driver does: a table counts as created when all nodes agree that it is.
      nodes.forEach(node -> until(node, "select word from chat.greeting where id = 0"));

      nodes.get(1).kill();
      IntStream.range(0, 20).forEach(id -> write(first, id));
      assertThat(Talk.cassandra(first, "select word from chat.greeting where id = 7"))
          .contains("word 7");

      nodes.get(1).restart();
      nodes.get(2).kill();
      nodes.get(0).restart();

      for (int id = 0; id < 20; id++) {
        assertThat(read(nodes.get(1), id)).contains("word " + id);
      }
    }
  }

  private static void write(Server node, int id) {
    until(node, "insert into chat.greeting (id, word) values (" + id + ", 'word " + id + "')");
  }

  private static String read(Server node, int id) {
    return until(node, "select word from chat.greeting where id = " + id);
  }

  /** Until nodes have noticed who is dead and who is back, a statement may find too few of them. */
  private static String until(Server node, String cql) {
    return until(node, cql, answer -> !answer.startsWith("ERROR"));
  }

  /** A count is eight bytes, at the end of its answer. */
  private static void awaitPeers(Server node) {
    until(node, "select count(*) from system.peers_v2", answer -> answer.endsWith("\0\u0002"));
  }

  private static String until(Server node, String cql, Predicate<String> isSo) {
    String[] answer = {""};
    try {
      Await.until(
          cql,
          SOON,
          () -> {
            answer[0] = Talk.cassandra(node, cql);
            return isSo.test(answer[0]);
          });
    } catch (AssertionError late) {
      throw new AssertionError(node.name() + " answered last: " + answer[0], late);
    }
    return answer[0];
  }

  private static String settings(String name) {
    return "select value from system_views.settings where name = '" + name + "'";
  }
}
