package io.sotong.launch;

import io.sotong.config.Settings;
import io.sotong.push.PushQueue;
import io.sotong.push.Retry;
import io.sotong.store.embedded.MemoryPresence;
import io.sotong.store.embedded.RocksLog;
import io.sotong.store.embedded.RocksOptions;
import io.sotong.store.embedded.RocksPushQueue;
import io.sotong.store.lucene.LuceneIndex;
import io.sotong.store.sql.SqlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The embedded profile: RocksDB, SQLite and memory, all in this process. */
final class EmbeddedStores {
  private EmbeddedStores() {}

  /** Opens all of them in the data directory; fails with a sentence if another process has them. */
  static Future<Stores> open(Vertx vertx, Settings settings) {
    Path data = Path.of(settings.data());
    RocksOptions options =
        RocksOptions.DEFAULTS.withMemory(
            (long) settings.store().blockCacheMiB() << 20,
            (long) settings.store().writeBufferMiB() << 20);
    // The log first: it locks the directory, and says so in one sentence.
    return vertx
        .executeBlocking(
            () -> {
              OwnersOnly.makeData(data);
              return RocksLog.open(data.resolve("log"), options);
            })
        .compose(
            log ->
                SqlStore.openSqlite(vertx, data.resolve("accounts"))
                    .map(sql -> stores(vertx, settings, log, sql))
                    .onFailure(cause -> log.close()));
  }

  private static Stores stores(Vertx vertx, Settings settings, RocksLog log, SqlStore sql) {
    MemoryPresence presence = new MemoryPresence();
    return new Stores(
        log,
        sql,
        presence,
        presence,
        queue(vertx, settings),
        Optional.of(
            () ->
                LuceneIndex.open(
                        vertx,
                        Path.of(settings.data()).resolve("search"),
                        settings.search().bufferMiB())
                    .map(index -> index)),
        metrics -> {
          metrics.gauge("sotong.log.commits", "synced batches", log::commits);
          metrics.gauge("sotong.log.waiting", "writes that wait for a sync", log::waiting);
        },
        List.of(sql::close, () -> close(vertx, log)));
  }

  /** The RocksDB of wake-ups alone. */
  static Function<InstantSource, Future<PushQueue>> queue(Vertx vertx, Settings settings) {
    return clock ->
        RocksPushQueue.open(
                vertx,
                Path.of(settings.data()).resolve("push"),
                RocksPushQueue.Limits.DEFAULTS.withInHand(settings.push().atOnce()),
                Retry.DEFAULTS,
                clock,
                new SecureRandom())
            .map(queue -> queue);
  }

  private static Future<Void> close(Vertx vertx, RocksLog log) {
    return vertx.executeBlocking(
        () -> {
          log.close();
          return null;
        });
  }
}
