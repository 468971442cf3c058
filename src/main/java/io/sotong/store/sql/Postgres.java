package io.sotong.store.sql;

import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** A PostgreSQL server that keeps what it has answered. */
final class Postgres {
  /** The oldest that the tables and statements are held to by tests or by their documentation. */
  private static final int OLDEST = 15;

  /** For a free connection, made or given back; shorter than the time for the answer. */
  private static final int WAIT_MS = 2_000;

  /** A network that has swallowed what was sent for so long is taken for cut; milliseconds. */
  private static final int CUT_MS = 10_000;

  private Postgres() {}

  /**
   * Opens a pool, of a server that was found to be durable, and brings its tables up to date. Fails
   * with {@link StoreRefusal}.
   */
  static Future<Pool> open(Vertx vertx, PostgresOptions options) {
    Pool pool =
        PgBuilder.pool()
            .with(
                SqlStore.bounded(options.connections(), WAIT_MS)
                    .setIdleTimeout(10)
                    .setIdleTimeoutUnit(TimeUnit.MINUTES))
            .with(
                new NetClientOptions()
                    .setConnectTimeout(WAIT_MS)
                    .setTcpKeepAlive(true)
                    .setTcpUserTimeout(CUT_MS))
            .connectingTo(connecting(options))
            .using(vertx)
            .build();
    return check(pool, options)
        .compose(durable -> vertx.executeBlocking(() -> migrate(options)))
        .map(pool)
        .recover(cause -> pool.close().transform(closed -> Future.failedFuture(cause)));
  }

  /**
   * What one session may cost the others is bounded: a statement that runs or waits for a lock, and
   * a transaction that its node, stopped or cut off, has left open with its locks.
   */
  private static PgConnectOptions connecting(PostgresOptions options) {
    return new PgConnectOptions()
        .setHost(options.host())
        .setPort(options.port())
        .setDatabase(options.database())
        .setUser(options.user())
        .setPassword(options.password().value())
        .setCachePreparedStatements(true)
        .addProperty("application_name", "sotong")
        .addProperty("lock_timeout", "2000")
        .addProperty("statement_timeout", "2500")
        .addProperty("idle_in_transaction_session_timeout", "5000");
  }

  private static Future<Void> check(Pool pool, PostgresOptions options) {
    return pool.query(
            """
            SELECT CAST(current_setting('server_version_num') AS INTEGER) / 10000 AS version,
              current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS synchronous_commit,
              pg_is_in_recovery() AS standby
            """)
        .execute()
        .map(rows -> rows.iterator().next())
        .recover(cause -> Future.failedFuture(unusable(cause, options)))
        .compose(
            row ->
                fault(row)
                    .map(fault -> Postgres.<Void>refuse(options.name() + fault))
                    .orElseGet(Future::succeededFuture));
  }

  private static Optional<String> fault(Row row) {
    if (row.getInteger("version") < OLDEST) {
      return Optional.of(
          " is version " + row.getInteger("version") + "; " + OLDEST + " or later is needed.");
    }
    if (row.getBoolean("standby")) {
      return Optional.of(" is a standby, which takes no writes.");
    }
    if (row.getString("fsync").equals("off")) {
      return Optional.of(
          " has fsync off: it would lose what it has answered when its machine fails.");
    }
    if (row.getString("synchronous_commit").equals("off")) {
      return Optional.of(
          " has synchronous_commit off: it would lose what it has answered when it fails.");
    }
    return Optional.empty();
  }

  private static StoreRefusal unusable(Throwable cause, PostgresOptions options) {
    String state = cause instanceof PgException refused ? refused.getSqlState() : "";
    return switch (state == null ? "" : state) {
      case "28P01" ->
          new StoreRefusal(
              options.name() + " refuses the password of user \"" + options.user() + "\".");
      case "3D000" ->
          new StoreRefusal(options.name() + " has no database \"" + options.database() + "\".");
      default -> refusal(options.name() + " cannot be used: " + oneLine(cause) + '.', cause);
    };
  }

  private static StoreRefusal refusal(String sentence, Throwable cause) {
    return SqlFailure.mayPass(cause) ? StoreRefusal.passing(sentence) : new StoreRefusal(sentence);
  }

  /** Waits for other nodes that do the same; what is done already is not done again. */
  private static Void migrate(PostgresOptions options) {
    try {
      Flyway.configure()
          .dataSource(
              "jdbc:postgresql://"
                  + options.host()
                  + ':'
                  + options.port()
                  + '/'
                  + URLEncoder.encode(options.database(), StandardCharsets.UTF_8)
                  + "?ApplicationName=sotong&connectTimeout=3",
              options.user(),
              options.password().value())
          .locations(SqlStore.MIGRATIONS, "classpath:db/postgresql")
          .load()
          .migrate();
      return null;
    } catch (FlywayException e) {
      throw refusal(options.name() + " cannot be brought up to date: " + oneLine(e) + '.', e);
    }
  }

  private static String oneLine(Throwable cause) {
    return String.valueOf(cause.getMessage())
        .strip()
        .replaceAll("\\s+", " ")
        .replaceAll("\\.$", "");
  }

  private static <T> Future<T> refuse(String sentence) {
    return Future.failedFuture(new StoreRefusal(sentence));
  }
}
