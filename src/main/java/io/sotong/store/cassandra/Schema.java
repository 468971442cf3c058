package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import io.sotong.store.StoreRefusal;
import io.vertx.cassandra.CassandraClient;
import io.vertx.cassandra.ResultSet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The keyspace and its tables, made and brought up to date by whichever node starts first.
 *
 * <p>Two nodes that make the same table at once may each make one of their own, and data is lost.
 * So tables are made under a lock, a row that expires if its owner dies. The lock's own table has
 * an id that follows from its name: however many make it at once, it is one.
 */
final class Schema {
  private static final List<String> MIGRATIONS = List.of("V1__logs_and_registers.cql");

  private static final String LOCK = "lock";
  private static final String VERSION = "version";
  private static final String DECIDERS = "deciders";
  private static final int LOCK_SECONDS = 60;
  private static final long LOOK_AGAIN_MS = 250;
  private static final int MAX_LOOKS = 480; // twice as long as a dead owner's lock lives

  private final Vertx vertx;
  private final CassandraClient client;
  private final CassandraOptions options;
  private final String table;
  private final String me = UUID.randomUUID().toString();

  Schema(Vertx vertx, CassandraClient client, CassandraOptions options) {
    this.vertx = vertx;
    this.client = client;
    this.options = options;
    table = options.keyspace() + ".schema_state";
  }

  /** Completes once every table is there and known to all nodes that are up. */
  Future<Void> bringUpToDate() {
    return exists()
        .compose(there -> there ? Future.succeededFuture() : makeGround())
        .compose(there -> look(0));
  }

  private Future<Boolean> exists() {
    SimpleStatement tables =
        SimpleStatement.newInstance(
            "SELECT table_name FROM system_schema.tables"
                + " WHERE keyspace_name = ? AND table_name = 'schema_state'",
            options.keyspace());
    return client.executeWithFullFetch(tables).map(rows -> !rows.isEmpty());
  }

  private Future<Void> makeGround() {
    UUID id = UUID.nameUUIDFromBytes(table.getBytes(StandardCharsets.UTF_8));
    return change(
            "CREATE KEYSPACE IF NOT EXISTS %s WITH replication =".formatted(options.keyspace())
                + " {'class': 'NetworkTopologyStrategy', '%s': '%d'}"
                    .formatted(
                        options.datacenter().orElse("replication_factor"), options.replication()))
        .compose(
            made ->
                change(
                    "CREATE TABLE IF NOT EXISTS "
                        + table
                        + " (name text PRIMARY KEY, value text) WITH id = "
                        + id));
  }

  private Future<Void> look(int looks) {
    return client
        .executeWithFullFetch("SELECT name, value FROM " + table)
        .transform(
            read -> {
              if (looks >= MAX_LOOKS) {
                return refuse("Cassandra's tables are locked by a node that does not finish.");
              }
              if (read.cause() instanceof InvalidQueryException) {
                return later().compose(waited -> look(looks + 1)); // another is just making it
              }
              return read.failed() ? Future.failedFuture(read.cause()) : goOn(read.result(), looks);
            });
  }

  private Future<Void> goOn(List<Row> rows, int looks) {
    Map<String, String> state = new HashMap<>();
    rows.forEach(row -> state.put(text(row, "name"), text(row, "value")));
    int version = Integer.parseInt(state.getOrDefault(VERSION, "0"));
    if (version > MIGRATIONS.size()) {
      return refuse("Cassandra's tables are those of a later release of this program.");
    }
    if (version == MIGRATIONS.size()) {
      return checkDeciders(state.getOrDefault(DECIDERS, ""));
    }
    return lock()
        .compose(mine -> mine ? migrate(version) : later())
        .compose(done -> look(looks + 1));
  }

  /** If some nodes ask one datacenter and some another, two may win the same place. */
  private Future<Void> checkDeciders(String stored) {
    return stored.equals(deciders())
        ? Future.succeededFuture()
        : refuse(
            "Cassandra's keyspace %s is used with the datacenter '%s', not '%s'; all nodes must"
                    .formatted(options.keyspace(), stored, deciders())
                + " use the same.");
  }

  private String deciders() {
    return options.datacenter().orElse("");
  }

  private Future<Boolean> lock() {
    return client
        .execute(
            SimpleStatement.newInstance(
                "INSERT INTO " + table + " (name, value) VALUES (?, ?) IF NOT EXISTS USING TTL ?",
                LOCK,
                me,
                LOCK_SECONDS))
        .map(ResultSet::wasApplied);
  }

  private Future<Void> later() {
    return vertx.timer(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS).mapEmpty();
  }

  private Future<Void> migrate(int version) {
    Future<Void> done = Future.succeededFuture();
    for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
      for (String statement : statements(migration)) {
        done = done.compose(before -> change(statement));
      }
    }
    return done.compose(made -> set(DECIDERS, deciders()))
        .compose(made -> set(VERSION, String.valueOf(MIGRATIONS.size())))
        .eventually(
            () ->
                client.execute(
                    SimpleStatement.newInstance(
                        "DELETE FROM " + table + " WHERE name = ? IF value = ?", LOCK, me)));
  }

  private Future<Void> set(String name, String value) {
    return client
        .execute(
            SimpleStatement.newInstance(
                "INSERT INTO " + table + " (name, value) VALUES (?, ?)", name, value))
        .mapEmpty();
  }

  /** Changes tables; the driver waits until all nodes agree on them. */
  private Future<Void> change(String cql) {
    return client
        .execute(SimpleStatement.newInstance(cql).setTimeout(Driver.SCHEMA_TIMEOUT))
        .compose(
            done ->
                done.getExecutionInfo().isSchemaInAgreement()
                    ? Future.succeededFuture()
                    : refuse("Cassandra's nodes do not agree on their tables."));
  }

  private List<String> statements(String migration) {
    List<String> statements = new ArrayList<>();
    for (String part : text(migration).replaceAll("(?m)^--.*$", "").split(";", -1)) {
      if (!part.isBlank()) {
        statements.add(part.strip().replace("${keyspace}", options.keyspace()));
      }
    }
    return statements;
  }

  private static String text(String migration) {
    try (InputStream in = Schema.class.getResourceAsStream("/db/cassandra/" + migration)) {
      if (in == null) {
        throw new IllegalStateException("the migration " + migration + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Row row, String column) {
    return String.valueOf(row.getString(column));
  }

  private static <T> Future<T> refuse(String sentence) {
    return Future.failedFuture(new StoreRefusal(sentence));
  }
}
