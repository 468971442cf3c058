package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.config.Secret;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.servers.RealServers;
import io.sotong.servers.Server;
import io.sotong.servers.Servers;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL while it dies, hangs and comes back; and the servers that are not taken. */
class PostgresFaultsIT {
  private static final String ADD = "INSERT INTO installation_key (name, bytes) VALUES ($1, 'x')";
  private static final String ALL = "SELECT name FROM installation_key";

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private SqlStore open(Server server) {
    return await(SqlStore.openPostgres(vertx, PostgresDatabase.options(server, "postgres")));
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
    Await.until(what, Duration.ofSeconds(60), condition);
  }

  @Test
  void whenItIsKilledNothingAnsweredIsLostAndItServesAgainWhenItIsBack() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.postgres());
      SqlStore store = open(server);
      Set<String> answered = ConcurrentHashMap.newKeySet();
      AtomicInteger number = new AtomicInteger();
      long stream =
          vertx.setPeriodic(
              5,
              tick -> {
                String name = "n" + number.incrementAndGet();
                store.change(ADD, name).onSuccess(done -> answered.add(name));
              });
      until("some are answered", () -> answered.size() > 50);

      server.kill();
      until("the loss is told", () -> isUnavailable(store.rows(ALL)));
      assertThat(isUnavailable(store.transact(tx -> tx.rows(ALL)))).isTrue();
      server.restart();

      until("it serves again", () -> !isUnavailable(store.rows(ALL)));
      int since = answered.size();
      until("changes are made again", () -> answered.size() > since + 20);
      vertx.cancelTimer(stream);
      Set<String> known = new HashSet<>(answered);
      assertThat(await(store.list(row -> row.getString("name"), ALL))).containsAll(known);
      await(store.close());
    }
  }

  @Test
  void whatAServerThatHangsIsAskedIsAnsweredAndItServesAgainWhenItGoesOn() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.postgres());
      SqlStore store = open(server);
      server.pause();
      // More than there are connections.
      List<Future<Integer>> asked =
          IntStream.range(0, 40).mapToObj(i -> store.change(ADD, "n" + i)).toList();
      assertThat(asked).allMatch(PostgresFaultsIT::isUnavailable);
      server.resume();
      until(
          "it serves again",
          () -> !isUnavailable(store.change(ADD + " ON CONFLICT DO NOTHING", "later")));
      await(store.close());
    }
  }

  @Test
  void whoHoldsALockAndHangsHoldsUpOthersForSecondsOnly() {
    Server server = RealServers.postgres();
    PostgresDatabase.tell(server, "CREATE DATABASE locks");
    PostgresOptions options = PostgresDatabase.options(server, "locks");
    SqlStore hanging = await(SqlStore.openPostgres(vertx, options));
    SqlStore other = await(SqlStore.openPostgres(vertx, options));
    await(other.change(ADD, "a"));
    String change = "UPDATE installation_key SET bytes = 'y' WHERE name = $1";
    Future<Void> never =
        hanging.load(
            tx -> tx.change(change, "a").compose(done -> Promise.<Void>promise().future()));
    until("others are held up", () -> isUnavailable(other.change(change, "a")));
    until("no longer", () -> !isUnavailable(other.change(change, "a")));
    assertThat(never.isComplete()).isFalse();
    await(other.close());
    await(hanging.close());
  }

  @Test
  void manyNodesMayMakeTheTablesAtOnce() {
    Server server = RealServers.postgres();
    PostgresDatabase.tell(server, "CREATE DATABASE many");
    PostgresOptions options = PostgresDatabase.options(server, "many");
    List<Future<SqlStore>> opening =
        IntStream.range(0, 3).mapToObj(i -> SqlStore.openPostgres(vertx, options)).toList();
    for (Future<SqlStore> each : opening) {
      assertThat(await(await(each).rows(ALL)).size()).isZero();
    }
    opening.forEach(each -> await(each.result().close()));
  }

  @Test
  void aServerThatWouldLoseWhatItAnsweredIsRefused() {
    Server shared = RealServers.postgres();
    PostgresDatabase.tell(
        shared, "CREATE DATABASE hasty", "ALTER DATABASE hasty SET synchronous_commit = off");
    assertThatThrownBy(() -> openAs(shared, "hasty", "postgres", ""))
        .isInstanceOf(StoreRefusal.class)
        .hasMessage(
            "PostgreSQL at "
                + shared.address()
                + " has synchronous_commit off:"
                + " it would lose what it has answered when it fails.");

    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.postgres());
      PostgresDatabase.tell(server, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()");
      until("it has read that", () -> refusal(server).contains(" has fsync off: "));
    }
  }

  private String refusal(Server server) {
    try {
      await(open(server).close());
      return "";
    } catch (StoreRefusal refused) {
      return String.valueOf(refused.getMessage());
    }
  }

  @Test
  void whoCannotComeInIsToldWhyInOneSentence() throws IOException {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      Server server = RealServers.await(servers.postgres());
      String name = "PostgreSQL at " + server.address();
      PostgresDatabase.tell(server, "CREATE ROLE chat LOGIN PASSWORD 'open sesame'");
      Files.writeString(
          directory.resolve("postgres/data/pg_hba.conf"),
          """
          host all postgres 127.0.0.1/32 trust
          host all all 127.0.0.1/32 scram-sha-256
          """);
      PostgresDatabase.tell(
          server, "GRANT CREATE ON SCHEMA public TO chat", "SELECT pg_reload_conf()");

      until(
          "it has read whom to ask for a password",
          () -> {
            try {
              openAs(server, "postgres", "chat", "wrong");
              return false;
            } catch (StoreRefusal refused) {
              assertThat(refused).hasMessage(name + " refuses the password of user \"chat\".");
              assertThat(refused.isPassing()).isFalse();
              return true;
            }
          });
      openAs(server, "postgres", "chat", "open sesame");
      assertThatThrownBy(() -> openAs(server, "nowhere", "postgres", ""))
          .hasMessage(name + " has no database \"nowhere\".");
      PostgresDatabase.tell(
          server, "CREATE ROLE guest LOGIN PASSWORD 'guest'", "CREATE DATABASE closed");
      assertThatThrownBy(() -> openAs(server, "closed", "guest", "guest"))
          .isInstanceOfSatisfying(
              StoreRefusal.class, refusal -> assertThat(refusal.isPassing()).isFalse())
          .hasMessageStartingWith(name + " cannot be brought up to date: ")
          .hasMessageContaining("permission denied");
      server.kill();
      assertThatThrownBy(() -> open(server))
          .isInstanceOfSatisfying(
              StoreRefusal.class, refusal -> assertThat(refusal.isPassing()).isTrue())
          .hasMessageStartingWith(name + " cannot be used: ")
          .hasMessageEndingWith(".");
    }
  }

  private void openAs(Server server, String database, String user, String password) {
    PostgresOptions options =
        new PostgresOptions(server.host(), server.port(), database, user, new Secret(password), 2);
    await(await(SqlStore.openPostgres(vertx, options)).close());
  }
}
