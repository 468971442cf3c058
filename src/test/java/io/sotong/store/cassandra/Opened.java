package io.sotong.store.cassandra;

import io.sotong.servers.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A log on a real Cassandra, with a Vert.x of its own. */
final class Opened implements AutoCloseable {
  /** What the servers of the tests call theirs. */
  static final String DATACENTER = "datacenter1";

  final Vertx vertx = Vertx.vertx();
  final CassandraLog log;

  Opened(CassandraOptions options) {
    log = await(CassandraLog.open(vertx, options));
  }

  /** On one node, which keeps the only copy. */
  static Opened onOneNode(Server node, String keyspace) {
    return new Opened(options(List.of(node), keyspace, 1));
  }

  static CassandraOptions options(List<Server> nodes, String keyspace, int replication) {
    return options(nodes.stream().map(Server::address).toList(), DATACENTER, keyspace, replication);
  }

  static CassandraOptions options(
      List<String> contactPoints, String datacenter, String keyspace, int replication) {
    return new CassandraOptions(
        contactPoints,
        Optional.of(datacenter).filter(name -> !name.isEmpty()),
        keyspace,
        replication,
        Optional.empty(),
        CassandraOptions.REQUEST_TIMEOUT_MS,
        CassandraOptions.MAX_IN_FLIGHT,
        CassandraOptions.MAX_WAITING,
        replication < CassandraOptions.DURABLE_REPLICATION);
  }

  /** A keyspace that only one test uses. */
  static String keyspace(Class<?> test) {
    return test.getSimpleName().toLowerCase(Locale.ROOT);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(log.close());
    await(vertx.close());
  }
}
