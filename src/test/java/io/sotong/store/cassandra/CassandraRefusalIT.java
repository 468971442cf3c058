package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.model.Ids;
import io.sotong.servers.RealServers;
import io.sotong.store.StoreRefusal;
import io.vertx.cassandra.CassandraClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A Cassandra that is not the one that is meant is refused in one sentence. */
@TestInstance(Lifecycle.PER_CLASS)
class CassandraRefusalIT {
  private final Vertx vertx = Vertx.vertx();
  private final String address = RealServers.cassandra().address();

  @AfterAll
  void close() {
    Opened.await(vertx.close());
  }

  @Test
  void whatDoesNotAnswerIsNamed() {
    assertThatThrownBy(() -> open(Opened.options(List.of("127.0.0.1:1"), "", keyspace(), 1)))
        .isInstanceOfSatisfying(
            StoreRefusal.class, refusal -> assertThat(refusal.isPassing()).isTrue())
        .hasMessage("Cassandra cannot be reached at 127.0.0.1:1.");
  }

  @Test
  void aDatacenterThatIsNotThereIsNamedWithThoseThatAre() {
    assertRefused(
        Opened.options(List.of(address), "seoul", keyspace(), 1),
        "Cassandra has no datacenter seoul; it has datacenter1.");
  }

  @Test
  void fewerNodesThanCopiesAreTooFew() {
    assertRefused(
        Opened.options(List.of(address), Opened.DATACENTER, keyspace(), 3),
        "Cassandra's datacenter datacenter1 has 1 nodes, too few for 3 copies of each row.");
  }

  @Test
  void aKeyspaceThatIsReplicatedOtherwiseIsRefused() {
    String keyspace = keyspace();
    change(
        "CREATE KEYSPACE "
            + keyspace
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    assertThatThrownBy(() -> open(Opened.options(List.of(address), "", keyspace, 1)))
        .isInstanceOf(StoreRefusal.class)
        .hasMessageContaining(keyspace + " is replicated as ")
        .hasMessageContaining("SimpleStrategy");
  }

  @Test
  void tablesOfALaterReleaseAreLeftAlone() {
    String keyspace = keyspace();
    CassandraOptions options = Opened.options(List.of(address), Opened.DATACENTER, keyspace, 1);
    Opened.await(open(options).close());
    change("INSERT INTO " + keyspace + ".schema_state (name, value) VALUES ('version', '99')");
    assertRefused(options, "Cassandra's tables are those of a later release of this program.");
  }

  @Test
  void nodesThatWouldAskDifferentMajoritiesAreRefused() {
    String keyspace = keyspace();
    Opened.await(open(Opened.options(List.of(address), Opened.DATACENTER, keyspace, 1)).close());
    assertThatThrownBy(() -> open(Opened.options(List.of(address), "", keyspace, 1)))
        .isInstanceOf(StoreRefusal.class)
        .hasMessageContaining("all nodes must use the same");
  }

  @Test
  void manyNodesThatStartAtOnceMakeTheTablesOnce() {
    CassandraOptions options = Opened.options(List.of(address), Opened.DATACENTER, keyspace(), 1);
    List<Future<CassandraLog>> opening = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      opening.add(CassandraLog.open(vertx, options));
    }
    for (Future<CassandraLog> each : opening) {
      CassandraLog log = Opened.await(each);
      assertThat(Opened.await(log.unfinished(0, 10))).isEmpty();
      Opened.await(log.close());
    }
  }

  private void assertRefused(CassandraOptions options, String sentence) {
    assertThatThrownBy(() -> open(options))
        .isInstanceOfSatisfying(
            StoreRefusal.class, refusal -> assertThat(refusal.isPassing()).isFalse())
        .hasMessage(sentence);
  }

  private CassandraLog open(CassandraOptions options) {
    try {
      return CassandraLog.open(vertx, options).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreRefusal refusal ? refusal : e;
    }
  }

  private void change(String cql) {
    CassandraClient client =
        Driver.client(vertx, Opened.options(List.of(address), "", "unused", 1));
    Opened.await(client.execute(cql));
    Opened.await(client.close());
  }

  private static String keyspace() {
    return "refusal_" + Ids.next();
  }
}
