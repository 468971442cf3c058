package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/** H2 in this process, with every commit written before it is answered. */
final class EmbeddedH2 {
  /** Enough for what two cores do at once; H2 works on the caller's side of a connection. */
  private static final int CONNECTIONS = 8;

  private static final int WAIT_MS = 3_000;

  private EmbeddedH2() {}

  /** Opens the database in {@code directory} and brings its tables up to date. */
  static Future<Pool> open(Vertx vertx, Path directory) {
    JdbcDataSource source = source(directory);
    return vertx
        .executeBlocking(
            () -> {
              Files.createDirectories(directory);
              return Flyway.configure()
                  .dataSource(source)
                  .locations(SqlStore.MIGRATIONS)
                  .load()
                  .migrate();
            })
        .map(
            migrated ->
                JDBCPool.pool(
                    vertx,
                    EndedTransactions.mended(source),
                    SqlStore.bounded(CONNECTIONS, WAIT_MS)));
  }

  private static JdbcDataSource source(Path directory) {
    JdbcDataSource source = new JdbcDataSource();
    source.setUser("sotong");
    source.setPassword("");
    String file = directory.toAbsolutePath().normalize().resolve("accounts").toString();
    source.setURL(
        "jdbc:h2:file:"
            + file.replace(";", "\\;")
            + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=2000");
    return source;
  }
}
