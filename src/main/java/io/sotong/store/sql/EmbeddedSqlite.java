package io.sotong.store.sql;

import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite in this process. Its write-ahead log is synced before a commit is answered; one connection
 * writes, one transaction after the other, and others read meanwhile what is committed.
 */
final class EmbeddedSqlite {
  /** Enough for what two cores read at once. */
  private static final int READERS = 4;

  private static final int WAIT_MS = 3_000;

  /** For a checkpoint of the other connections', or another process that looks in; milliseconds. */
  private static final int BUSY_MS = 2_000;

  private EmbeddedSqlite() {}

  /** Opens the database in {@code directory} and brings its tables up to date. */
  static Future<SqlStore> open(Vertx vertx, Path directory) {
    DataSource source = source(directory);
    return vertx
        .executeBlocking(
            () -> {
              refuseOlder(directory);
              Files.createDirectories(directory);
              return Flyway.configure()
                  .dataSource(source)
                  .locations(SqlStore.MIGRATIONS, "classpath:db/sqlite")
                  .load()
                  .migrate();
            })
        .map(migrated -> SqlStore.sqlite(pool(vertx, source, READERS), pool(vertx, source, 1)));
  }

  private static Pool pool(Vertx vertx, DataSource source, int connections) {
    return JDBCPool.pool(
        vertx, EndedTransactions.mended(source), SqlStore.bounded(connections, WAIT_MS));
  }

  private static void refuseOlder(Path directory) {
    Path older = directory.resolve("accounts.mv.db");
    if (Files.exists(older)) {
      throw new StoreRefusal(
          older + " is of an older version, which this one cannot read: name another directory.");
    }
  }

  private static DataSource source(Path directory) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // Takes the lock to write at the start, so that no transaction loses it to another half-way.
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl(
        "jdbc:sqlite:" + directory.toAbsolutePath().normalize().resolve("accounts.sqlite"));
    return source;
  }
}
