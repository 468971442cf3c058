package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database with the tables of accounts and channels; the ground of this room's adapters. Any
 * thread; futures complete on the caller's context. What waits for a connection is bounded in
 * number and time, and then fails with {@code unavailable}.
 */
public final class SqlStore extends Statements {
  /** Enough for what two cores do at once; H2 works on the caller's side of a connection. */
  private static final int H2_CONNECTIONS = 8;

  private static final int MAX_WAITING = 2_000;

  /** Milliseconds; the same that other stores are given to answer. */
  private static final int MAX_WAIT_MS = 3_000;

  private static final int TRIES = 4;

  private final Pool pool;
  private final boolean embedded;

  private SqlStore(Pool pool, boolean embedded) {
    super(pool);
    this.pool = pool;
    this.embedded = embedded;
  }

  /**
   * Opens H2 in {@code directory}, made if it is not there, with every commit written before it is
   * answered, and brings its tables up to date. Fails if another process has it open.
   */
  public static Future<SqlStore> openH2(Vertx vertx, Path directory) {
    JdbcDataSource source = new JdbcDataSource();
    source.setUser("sotong");
    source.setPassword("");
    String file = directory.toAbsolutePath().normalize().resolve("accounts").toString();
    source.setURL(
        "jdbc:h2:file:"
            + file.replace(";", "\\;")
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=2000");
    return vertx
        .executeBlocking(
            () -> {
              makeDirectory(directory);
              Flyway.configure()
                  .dataSource(source)
                  .locations("classpath:db/migration")
                  .load()
                  .migrate();
              return source;
            })
        .map(
            ready -> {
              PoolOptions options =
                  new PoolOptions()
                      .setMaxSize(H2_CONNECTIONS)
                      .setMaxWaitQueueSize(MAX_WAITING)
                      .setConnectionTimeout(MAX_WAIT_MS)
                      .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
              return new SqlStore(
                  JDBCPool.pool(vertx, EndedTransactions.mended(ready), options), true);
            });
  }

  private static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  /** A query; for changes there is {@link #change}. */
  @Override
  Future<RowSet<Row>> rows(String sql, @Nullable Object... parameters) {
    return told(super.rows(sql, parameters));
  }

  /** In a transaction of its own, so that it is repeated if it lost to another. */
  @Override
  Future<Integer> change(String sql, @Nullable Object... parameters) {
    return transact(tx -> tx.change(sql, parameters));
  }

  @Override
  Future<Void> changeEach(String sql, List<@Nullable Object[]> parameters) {
    return transact(tx -> tx.changeEach(sql, parameters));
  }

  /**
   * Carries out {@code work} in one transaction: all of it, or nothing if it fails. It may be
   * carried out several times, when it lost to another transaction, so that it must change nothing
   * but the database.
   */
  <T> Future<T> transact(Function<Tx, Future<T>> work) {
    return told(attempt(work, 1));
  }

  private static <T> Future<T> told(Future<T> answer) {
    return answer.recover(cause -> Future.failedFuture(SqlFailure.told(cause)));
  }

  private <T> Future<T> attempt(Function<Tx, Future<T>> work, int number) {
    return pool.withTransaction(connection -> work.apply(new Tx(connection)))
        .recover(
            cause ->
                number < TRIES && SqlFailure.worthRepeating(cause)
                    ? attempt(work, number + 1)
                    : Future.failedFuture(cause));
  }

  /** Closes everything; what is under way may fail. */
  public Future<Void> close() {
    Future<?> flushed =
        embedded ? pool.query("SHUTDOWN").execute().otherwiseEmpty() : Future.succeededFuture();
    return flushed.compose(done -> pool.close());
  }
}
