package io.sotong.launch;

import io.sotong.config.Settings;
import io.sotong.store.embedded.MemoryPresence;
import io.sotong.store.embedded.RocksLog;
import io.sotong.store.embedded.RocksOptions;
import io.sotong.store.sql.SqlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** The stores of the embedded profile: chosen here, once, and nowhere else. */
record Stores(RocksLog log, SqlStore sql, MemoryPresence presence) {

  /** Opens all of them in the data directory; fails with a sentence if another process has them. */
  static Future<Stores> open(Vertx vertx, Settings settings) {
    Path data = Path.of(settings.data());
    RocksOptions options =
        RocksOptions.DEFAULTS.withMemory(
            (long) settings.store().blockCacheMiB() << 20,
            (long) settings.store().writeBufferMiB() << 20);
    // The log first: it locks the directory, and says so in one sentence.
    return vertx
        .executeBlocking(() -> RocksLog.open(data.resolve("log"), options))
        .compose(
            log ->
                SqlStore.openH2(vertx, data.resolve("accounts"))
                    .map(sql -> new Stores(log, sql, new MemoryPresence()))
                    .onFailure(cause -> log.close()));
  }

  Future<Void> close(Vertx vertx) {
    Future<Void> sqlClosed = sql.close();
    return vertx
        .executeBlocking(
            () -> {
              log.close();
              return null;
            })
        .transform(done -> sqlClosed);
  }
}
