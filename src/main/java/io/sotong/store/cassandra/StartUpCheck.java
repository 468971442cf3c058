package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.sotong.store.StoreRefusal;
import io.vertx.cassandra.CassandraClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this Cassandra keeps what it acknowledges, and is the one that is meant. */
final class StartUpCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StartUpCheck.class);

  /** Nodes that have all just been started hear of each other within seconds. */
  private static final long LOOK_AGAIN_MS = 500;

  private static final int MAX_LOOKS = 30;

  private final Vertx vertx;
  private final CassandraClient client;
  private final CassandraOptions options;

  StartUpCheck(Vertx vertx, CassandraClient client, CassandraOptions options) {
    this.vertx = vertx;
    this.client = client;
    this.options = options;
  }

  /** Fails with a {@link StoreRefusal} that names what is wrong. */
  Future<Void> run() {
    return nodes(1)
        .compose(this::settings)
        .compose(fine -> replication())
        .compose(
            found -> {
              found.ifPresent(this::checkReplication);
              return Future.succeededFuture();
            });
  }

  private Future<List<Node>> nodes(int looks) {
    return client
        .metadata()
        .compose(this::nodes)
        .recover(
            cause ->
                cause instanceof StoreRefusal && looks < MAX_LOOKS
                    ? vertx
                        .timer(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)
                        .compose(later -> nodes(looks + 1))
                    : Future.failedFuture(cause));
  }

  /** The nodes that hold our data; there must be enough for the copies that are wanted. */
  private Future<List<Node>> nodes(Metadata metadata) {
    Collection<Node> all = metadata.getNodes().values();
    List<Node> ours = new ArrayList<>();
    TreeSet<String> datacenters = new TreeSet<>();
    Map<String, Integer> counts = new HashMap<>();
    for (Node node : all) {
      String datacenter = String.valueOf(node.getDatacenter());
      datacenters.add(datacenter);
      if (options.datacenter().isEmpty() || options.datacenter().get().equals(datacenter)) {
        ours.add(node);
        counts.merge(datacenter, 1, Integer::sum);
      }
    }
    if (ours.isEmpty()) {
      return refuse(
          "Cassandra has no datacenter "
              + options.datacenter().orElse("at all")
              + "; it has "
              + String.join(", ", datacenters)
              + ".");
    }
    for (Map.Entry<String, Integer> each : counts.entrySet()) {
      if (each.getValue() < options.replication()) {
        return refuse(
            "Cassandra's datacenter %s has %d nodes, too few for %d copies of each row."
                .formatted(each.getKey(), each.getValue(), options.replication()));
      }
    }
    return Future.succeededFuture(ours);
  }

  /** One that does not answer cannot be checked; one at least must. */
  private Future<Void> settings(List<Node> nodes) {
    List<Future<Boolean>> checked = new ArrayList<>();
    for (Node node : nodes) {
      checked.add(
          settings(node)
              .map(true)
              .recover(
                  cause -> {
                    if (cause instanceof StoreRefusal) {
                      return Future.failedFuture(cause);
                    }
                    LOG.warn("Cassandra's node {} does not answer and is not checked", node);
                    return Future.succeededFuture(false);
                  }));
    }
    return Future.join(checked)
        .compose(
            done ->
                checked.stream().anyMatch(Future::result)
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        StoreRefusal.passing("None of Cassandra's nodes answers.")));
  }

  /** Settings are each node's own, so each is asked for its own. */
  private Future<Void> settings(Node node) {
    SimpleStatement settings =
        SimpleStatement.newInstance(
                "SELECT name, value FROM system_views.settings"
                    + " WHERE name IN ('commitlog_sync', 'paxos_variant')")
            .setNode(node);
    return client
        .executeWithFullFetch(settings)
        .compose(
            rows -> {
              Map<String, String> values = new HashMap<>();
              rows.forEach(row -> values.put(text(row, "name"), text(row, "value")));
              if (!"v2".equals(values.get("paxos_variant"))) {
                LOG.warn("Cassandra's node {} would be faster with paxos_variant: v2", node);
              }
              String sync = values.getOrDefault("commitlog_sync", "unknown");
              return sync.equals("group") || sync.equals("batch")
                  ? Future.succeededFuture()
                  : refuse(
                      "Cassandra's node "
                          + node.getEndPoint()
                          + " has commitlog_sync: "
                          + sync
                          + ", which loses acknowledged messages in a crash; set it to group or"
                          + " batch.");
            });
  }

  /** How the keyspace is replicated, if it exists. */
  private Future<Optional<Map<String, String>>> replication() {
    SimpleStatement keyspace =
        SimpleStatement.newInstance(
            "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?",
            options.keyspace());
    return client
        .executeWithFullFetch(keyspace)
        .map(
            rows ->
                rows.stream()
                    .findFirst()
                    .map(row -> row.getMap("replication", String.class, String.class)));
  }

  private void checkReplication(Map<String, String> found) {
    Map<String, String> copies = new HashMap<>(found);
    String strategy = String.valueOf(copies.remove("class"));
    options.datacenter().ifPresent(ours -> copies.keySet().retainAll(List.of(ours)));
    String wanted = String.valueOf(options.replication());
    boolean right =
        strategy.endsWith("NetworkTopologyStrategy")
            && !copies.isEmpty()
            && copies.values().stream().allMatch(wanted::equals);
    if (!right) {
      throw new StoreRefusal(
          "Cassandra's keyspace %s is replicated as %s, not with %s copies in %s."
              .formatted(
                  options.keyspace(),
                  found,
                  wanted,
                  options.datacenter().orElse("every datacenter")));
    }
  }

  private static String text(Row row, String column) {
    return String.valueOf(row.getString(column));
  }

  private static <T> Future<T> refuse(String sentence) {
    return Future.failedFuture(new StoreRefusal(sentence));
  }
}
