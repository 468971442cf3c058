package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.servers.RealServers;
import io.sotong.servers.Server;
import io.sotong.servers.Servers;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes, three copies of each row, and what happens to them. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CassandraFaultIT {
  private static final int MAX_WAITING = 300;

  private final Vertx vertx = Vertx.vertx();
  private Path directory;
  private Servers servers;
  private List<Server> nodes;

  @BeforeAll
  void start(@TempDir Path own) {
    directory = own;
    servers = RealServers.ofItsOwn(own);
    nodes = RealServers.await(servers.cassandra(3));
  }

  @AfterAll
  void end() {
    servers.close();
    Opened.await(vertx.close());
  }

  private CassandraLog open() {
    return Opened.await(
        CassandraLog.open(
            vertx,
            new CassandraOptions(
                nodes.stream().map(Server::address).toList(),
                Optional.of(Opened.DATACENTER),
                "faults",
                3,
                Optional.empty(),
                CassandraOptions.REQUEST_TIMEOUT_MS,
                CassandraOptions.MAX_IN_FLIGHT,
                MAX_WAITING,
                false)));
  }

  @Test
  @Order(1)
  void eachNodeKilledInTurnLosesNothingDoublesNothingAndLeavesNoGap() throws Exception {
    CassandraLog one = open();
    CassandraLog other = open();
    Recording recording = new Recording(6);
    try (Crowd crowd = new Crowd(List.of(one, other), recording)) {
      crowd.awaitProgress(50);
      for (Server node : nodes) {
        node.kill();
        crowd.awaitProgress(20);
        node.restart();
        crowd.awaitProgress(20);
      }
    }
    recording.check(one);
    System.err.println(recording);
    Opened.await(one.close());
    Opened.await(other.close());
  }

  @Test
  @Order(2)
  void withoutAMajorityEverythingIsUnavailableAndNothingPilesUp() {
    CassandraLog log = open();
    LogId id = new LogId(LogId.Sort.CHANNEL, Ids.next());
    nodes.get(0).kill();
    nodes.get(1).kill();
    long begun = System.nanoTime();
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 1; i <= 5 * MAX_WAITING; i++) {
      Put put = new Put(new Cell(id, i, Buffer.buffer("nobody")), List.of());
      Written written = log.write(List.of(Write.of(put))).get(0);
      answers.add(written.gate());
      assertThat(log.waiting()).isLessThanOrEqualTo(MAX_WAITING);
    }
    for (Future<?> answer : answers) {
      assertUnavailable(answer);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.err.printf("without a majority: %d calls refused in %.1f s%n", answers.size(), seconds);
    assertThat(seconds).isLessThan(10); // 3 by its own clock, on a machine that may be busy
    nodes.subList(0, 2).parallelStream().forEach(Server::restart);
    awaitStored(log);
    awaitNobodyWaiting(log);
    Opened.await(log.close());
  }

  @Test
  @Order(3)
  void oneNodeOfThreeThatSyncsItsLogTooLateIsRefused() throws Exception {
    Path settings = directory.resolve("cassandra-3/2/cassandra.yaml");
    String careful = Files.readString(settings);
    Files.writeString(
        settings,
        careful
            .replace("commitlog_sync: group", "commitlog_sync: periodic")
            .replace("commitlog_sync_group_window: 5ms", "commitlog_sync_period: 10000ms"));
    nodes.get(1).restart();
    assertThatThrownBy(
            () ->
                CassandraLog.open(vertx, Opened.options(nodes, "faults", 3))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(StoreRefusal.class)
        .hasMessageContaining(String.valueOf(nodes.get(1).port()))
        .hasMessageContaining("commitlog_sync: periodic");
  }

  private static void assertUnavailable(Future<?> answer) {
    assertThatThrownBy(() -> answer.toCompletionStage().toCompletableFuture().join())
        .cause()
        .isInstanceOfSatisfying(
            ChatException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
  }

  /** Until the nodes have found each other again. */
  private static void awaitStored(CassandraLog log) {
    LogId id = new LogId(LogId.Sort.CHANNEL, Ids.next());
    Crowd.until(
        "a majority",
        () -> {
          Put put = new Put(new Cell(id, 1, Buffer.buffer("back")), List.of());
          Future<?> answer = log.write(List.of(Write.of(put))).get(0).gate();
          return Opened.await(answer.map(true).otherwise(false));
        });
  }

  private static void awaitNobodyWaiting(CassandraLog log) {
    Crowd.until("an empty waiting room", () -> log.waiting() == 0);
  }
}
