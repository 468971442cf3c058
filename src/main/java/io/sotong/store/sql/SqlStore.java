package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database with the tables of accounts and channels; the ground of this room's adapters. Any
 * thread; futures complete on the caller's context. What waits for a connection is bounded in
 * number and time, and then fails with {@code unavailable}.
 */
public final class SqlStore extends Statements {
  private static final Logger LOG = LoggerFactory.getLogger(SqlStore.class);
  static final String MIGRATIONS = "classpath:db/both";

  private static final int MAX_WAITING = 2_000;

  /** Milliseconds; the same that other stores are given to answer. */
  private static final int ANSWER_MS = 3_000;

  /** Two that lose to each other now and then do not lose so often. */
  static final int TRIES = 6;

  private final Pool reads;
  private final Pool writes;

  private SqlStore(Dialect dialect, Pool reads, Pool writes) {
    super(dialect, reads);
    this.reads = reads;
    this.writes = writes;
  }

  /**
   * Opens SQLite in {@code directory}, made if it is not there, with every commit synced before it
   * is answered, and brings its tables up to date. One process at a time is for the caller to see
   * to.
   */
  public static Future<SqlStore> openSqlite(Vertx vertx, Path directory) {
    return EmbeddedSqlite.open(vertx, directory);
  }

  /** SQLite, which one connection at a time writes. */
  static SqlStore sqlite(Pool reads, Pool writes) {
    return new SqlStore(Dialect.SQLITE, reads, writes);
  }

  /**
   * Opens a database of PostgreSQL 15 or later and brings its tables up to date, also when other
   * nodes do so at the same time. Lost connections are made anew; what is asked is answered within
   * 3 s. Fails with {@link io.sotong.store.StoreRefusal} if the server cannot be used, or would
   * lose what it has answered.
   */
  public static Future<SqlStore> openPostgres(Vertx vertx, PostgresOptions options) {
    return Postgres.open(vertx, options).map(pool -> new SqlStore(Dialect.POSTGRESQL, pool, pool));
  }

  /** A pool of so many connections, each waited for by a bounded number for {@code waitMs}. */
  static PoolOptions bounded(int connections, int waitMs) {
    return new PoolOptions()
        .setMaxSize(connections)
        .setMaxWaitQueueSize(MAX_WAITING)
        .setConnectionTimeout(waitMs)
        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /** A query; for changes there is {@link #change}. */
  @Override
  Future<RowSet<Row>> rows(String sql, @Nullable Object... parameters) {
    return inTime(super.rows(sql, parameters));
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
    return inTime(attempt(work, 1));
  }

  /** As {@link #transact}, for as long as it takes: an operator waits for it, and no client. */
  <T> Future<T> load(Function<Tx, Future<T>> work) {
    return told(attempt(work, 1));
  }

  /**
   * In this process what is under way comes to an end; what a server was asked may not. If it was
   * not answered in time it may yet come to pass, as with any lost answer.
   */
  private <T> Future<T> inTime(Future<T> answer) {
    return told(
        dialect == Dialect.SQLITE ? answer : answer.timeout(ANSWER_MS, TimeUnit.MILLISECONDS));
  }

  private static <T> Future<T> told(Future<T> answer) {
    return answer.recover(cause -> Future.failedFuture(SqlFailure.told(cause)));
  }

  private <T> Future<T> attempt(Function<Tx, Future<T>> work, int number) {
    return writes
        .withTransaction(
            connection -> {
              // Whoever waits is told by a failure; unheard, the client would print it.
              connection.exceptionHandler(lost -> LOG.debug("a connection is lost", lost));
              return work.apply(new Tx(dialect, connection));
            })
        .recover(
            cause ->
                number < TRIES && SqlFailure.worthRepeating(cause)
                    ? attempt(work, number + 1)
                    : Future.failedFuture(cause));
  }

  /** Closes everything; what is under way may fail. */
  public Future<Void> close() {
    return Future.join(writes.close(), reads.close()).mapEmpty();
  }
}
