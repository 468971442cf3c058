package io.sotong.store.redis;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.bus.PresenceTalk.Beat;
import io.sotong.bus.PresenceTalk.Beats;
import io.sotong.config.Secret;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable;
import io.sotong.servers.RealServers;
import io.sotong.servers.RedisSets;
import io.sotong.servers.Server;
import io.sotong.servers.Servers;
import io.sotong.store.StoreRefusal;
import io.sotong.store.redis.RedisOptions.Topology;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presence while its server dies, hangs and comes back. */
class RedisFaultsIT {
  private static final NodeId NODE = new NodeId("n1");
  private static final List<UserId> USERS =
      IntStream.range(0, 200).mapToObj(i -> new UserId("u" + i)).toList();

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Queue<Throwable> escaped = new ConcurrentLinkedQueue<>();
  private final AtomicLong now = new AtomicLong(1_000_000);

  @BeforeEach
  void watch() {
    vertx.exceptionHandler(
        cause -> {
          if (!isDrivers(cause)) {
            escaped.add(cause);
          }
        });
  }

  /** In tests only the driver asserts that a connection which was reset does not also end. */
  private static boolean isDrivers(Throwable cause) {
    return cause instanceof AssertionError
        && cause.getStackTrace()[0].getClassName().startsWith("io.vertx.redis.client.impl.");
  }

  @AfterEach
  void close() {
    await(vertx.close());
    assertThat(escaped).as("exceptions that nobody handled").isEmpty();
  }

  private RedisPresence open(Server server) {
    return open(server, "");
  }

  private RedisPresence open(Server server, String password) {
    RedisOptions options =
        new RedisOptions(
            Topology.SERVER, List.of(server.address()), "", "", new Secret(password), "s");
    return await(RedisPresence.open(vertx, options, Optional.of(NODE)));
  }

  private Future<List<UserId>> beat(RedisPresence presence) {
    long atMs = now.addAndGet(5_000);
    return presence.beat(
        new Beats(
            NODE, USERS.stream().map(user -> new Beat(user, new DeviceId("d"), atMs)).toList()));
  }

  private static boolean isUnavailable(Future<?> answer) {
    try {
      await(answer);
      return false;
    } catch (ChatException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      return true;
    }
  }

  private static void until(String what, BooleanSupplier condition) {
    Await.until(what, Duration.ofSeconds(40), condition);
  }

  @Test
  void whenItsServerIsKilledAndComesBackEmptyOneRoundOfBeatsBringsAllBack() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.redis());
      RedisPresence presence = open(server);
      assertThat(await(beat(presence))).hasSameElementsAs(USERS);
      // A stream of beats goes on all the time, answered or not.
      long stream = vertx.setPeriodic(10, tick -> beat(presence));

      server.kill();
      until("the loss is told", () -> isUnavailable(presence.statuses(USERS)));
      assertThat(isUnavailable(presence.nodesOf(USERS))).isTrue();
      assertThat(isUnavailable(presence.seenBefore(1, 1))).isTrue();
      vertx.cancelTimer(stream);
      server.restart();

      until("a round of beats arrives", () -> !isUnavailable(beat(presence)));
      assertThat(await(presence.nodesOf(USERS))).containsOnlyKeys(USERS);
      assertThat(await(presence.statuses(USERS)).values()).allMatch(PresenceTable.Status::online);
      assertThat(await(beat(presence))).isEmpty();
      await(presence.close());
    }
  }

  @Test
  void whatAServerThatHangsIsAskedIsAnsweredAndItServesAgainWhenItGoesOn() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.redis());
      RedisPresence presence = open(server);
      await(beat(presence));

      server.pause();
      List<Future<?>> asked =
          List.of(beat(presence), presence.statuses(USERS), presence.nodesOf(USERS));
      assertThat(asked).allMatch(RedisFaultsIT::isUnavailable);
      assertThat(isUnavailable(beat(presence))).isTrue();
      server.resume();

      until("it serves again", () -> !isUnavailable(presence.statuses(USERS)));
      assertThat(await(presence.statuses(USERS)).values()).allMatch(PresenceTable.Status::online);
      await(presence.close());
    }
  }

  @Test
  void aServerThatCannotBeUsedIsRefusedInOneSentence() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.redis());
      Redis direct = Redis.createClient(vertx, "redis://" + server.address());
      await(
          direct.send(
              Request.cmd(Command.CONFIG).arg("SET").arg("requirepass").arg("open sesame")));

      assertRefused(server, "", " asks for a password.");
      assertRefused(server, "wrong", " refuses the user or the password.");
      RedisPresence presence = open(server, "open sesame");
      await(beat(presence));
      await(presence.close());
      server.kill();
      assertThatThrownBy(() -> open(server, "open sesame"))
          .isInstanceOfSatisfying(
              StoreRefusal.class, refusal -> assertThat(refusal.isPassing()).isTrue())
          .hasMessageStartingWith("Redis at " + server.address() + " cannot be used: ");
    }
  }

  private void assertRefused(Server server, String password, String how) {
    assertThatThrownBy(() -> open(server, password))
        .isInstanceOfSatisfying(
            StoreRefusal.class, refusal -> assertThat(refusal.isPassing()).isFalse())
        .hasMessage("Redis at " + server.address() + how);
  }

  @Test
  void whenTheMasterDiesTheOneThatTheSentinelsChooseIsFound() throws IOException {
    try (RedisSets set = new RedisSets(directory)) {
      Server master = set.replicated();
      List<Server> sentinels = set.sentinels(master);
      for (Server each : sentinels) {
        until("it knows the replica and two others", () -> knows(each));
      }
      RedisPresence presence =
          await(
              RedisPresence.open(
                  vertx,
                  new RedisOptions(
                      Topology.SENTINEL,
                      sentinels.stream().map(Server::address).toList(),
                      RedisSets.WATCHED,
                      "",
                      new Secret(""),
                      "s"),
                  Optional.of(NODE)));
      await(beat(presence));

      master.kill();
      until("the loss is told", () -> isUnavailable(beat(presence)));
      until("another takes its place", () -> !isUnavailable(beat(presence)));

      assertThat(await(presence.statuses(USERS)).values()).allMatch(PresenceTable.Status::online);
      await(presence.close());
    }
  }

  private boolean knows(Server sentinel) {
    Redis direct = Redis.createClient(vertx, "redis://" + sentinel.address());
    String info = await(direct.send(Request.cmd(Command.INFO).arg("sentinel"))).toString();
    await(direct.close());
    return info.contains("status=ok") && info.contains("slaves=1,sentinels=3");
  }
}
