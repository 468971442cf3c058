package io.sotong.store.redis;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.config.Secret;
import io.sotong.model.DeviceId;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Status;
import io.sotong.servers.RealServers;
import io.sotong.servers.Server;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is particular to presence on Redis. */
class RedisDirectoryIT {
  private static final NodeId NODE = new NodeId("n1");
  private static final DeviceId PHONE = new DeviceId("phone");

  private final Server server = RealServers.redis();
  private final String namespace = Ids.next();
  private final Vertx vertx = Vertx.vertx();
  private final Redis direct = Redis.createClient(vertx, "redis://" + server.address());
  private final RedisPresence presence = open(vertx, Optional.empty());

  private RedisPresence open(Vertx on, Optional<NodeId> self) {
    return await(RedisPresence.open(on, RedisPlaces.of(server, namespace), self));
  }

  @AfterEach
  void close() {
    await(presence.close());
    await(vertx.close());
  }

  private Response ask(Request request) {
    return await(direct.send(request));
  }

  @Test
  void nothingStaysForEver() {
    List<UserId> users = users(40);
    await(presence.beat(beats(users, 5_000)));
    users.subList(0, 10).forEach(user -> await(presence.arrive(new Arrive(user, PHONE, NODE, 1))));
    users
        .subList(5, 20)
        .forEach(
            user -> await(presence.leave(new Leave(user, PHONE, Optional.of(NODE), true, 6_000))));
    users.subList(20, 30).forEach(user -> await(presence.expire(user, PHONE, 7_000)));

    Response keys = ask(Request.cmd(Command.KEYS).arg("*" + namespace + "*"));
    assertThat(keys).hasSizeGreaterThan(60);
    for (Response key : keys) {
      assertThat(ask(Request.cmd(Command.PTTL).arg(key.toString())).toLong())
          .as(key.toString())
          .isPositive();
    }
  }

  @Test
  void aBatchOfBeatsIsACallForEachPartitionHoweverManyBeatTogether() {
    long before = calls();
    assertThat(await(presence.beat(beats(users(2_000), 5_000)))).hasSize(2_000);
    // Tests of others, and the signs of life, ask this server too.
    assertThat(calls() - before).isBetween(1L, 1_000L);
  }

  private long calls() {
    return ask(Request.cmd(Command.INFO).arg("commandstats"))
        .toString()
        .lines()
        .filter(line -> line.startsWith("cmdstat_eval"))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  @Test
  void aServerThatHasForgottenTheScriptsIsToldThemAgain() {
    UserId user = users(1).get(0);
    await(presence.beat(beats(List.of(user), 5_000)));
    ask(Request.cmd(Command.SCRIPT).arg("FLUSH"));
    assertThat(await(presence.beat(beats(List.of(user), 6_000)))).isEmpty();
    assertThat(status(user)).isEqualTo(new Status(true, OptionalLong.of(6_000)));
  }

  @Test
  void aNodeThatGivesNoSignOfLifeIsForgottenWithinSecondsAndComesBackWithOne() {
    UserId user = users(1).get(0);
    Vertx dying = Vertx.vertx();
    open(dying, Optional.of(NODE));
    await(presence.arrive(new Arrive(user, PHONE, NODE, 1_000)));
    assertThat(nodes(user)).containsExactly(NODE);

    await(dying.close());
    until("the dead node is forgotten", () -> nodes(user).isEmpty());
    assertThat(status(user).online()).isTrue();

    RedisPresence back = open(vertx, Optional.of(NODE));
    until("the node is known again", () -> nodes(user).equals(Set.of(NODE)));
    await(back.close());
  }

  private static void until(String what, BooleanSupplier condition) {
    Await.until(what, Duration.ofSeconds(40), condition);
  }

  private Status status(UserId user) {
    return Objects.requireNonNull(await(presence.statuses(List.of(user))).get(user));
  }

  private Set<NodeId> nodes(UserId user) {
    return await(presence.nodesOf(List.of(user))).getOrDefault(user, Set.of());
  }

  @Test
  void oneLookUpTellsTheNodesOfAll() {
    List<UserId> users = users(100);
    await(presence.beat(beats(users.subList(0, 60), 5_000)));
    Map<UserId, Set<NodeId>> nodes = await(presence.nodesOf(users));
    assertThat(nodes).containsOnlyKeys(users.subList(0, 60));
    assertThat(nodes.values()).containsOnly(Set.of(NODE));
  }

  @Test
  void whereNoServerIsTheStartIsRefusedInOneSentence() {
    RedisOptions nowhere =
        new RedisOptions(
            RedisOptions.Topology.SERVER, List.of("127.0.0.1:1"), "", "", new Secret(""), "n");
    assertThatThrownBy(() -> await(RedisPresence.open(vertx, nowhere, Optional.empty())))
        .isInstanceOf(StoreRefusal.class)
        .hasMessageStartingWith("Redis at 127.0.0.1:1 cannot be used: ")
        .hasMessageEndingWith(".");
  }

  private static List<UserId> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> new UserId(Ids.next())).toList();
  }

  private static Beats beats(List<UserId> users, long atMs) {
    return new Beats(NODE, users.stream().map(user -> new Beat(user, PHONE, atMs)).toList());
  }
}
