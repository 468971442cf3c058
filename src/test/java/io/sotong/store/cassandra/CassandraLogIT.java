package io.sotong.store.cassandra;

import io.sotong.log.Log;
import io.sotong.log.LogContract;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** {@link CassandraLog} keeps the laws of its port on one real node. */
@TestInstance(Lifecycle.PER_CLASS)
class CassandraLogIT implements LogContract {
  private final Vertx vertx = Vertx.vertx();
  private CassandraLog log;

  @BeforeAll
  void open() throws Exception {
    log =
        CassandraLog.open(
                vertx,
                new CassandraOptions(
                    List.of("127.0.0.1:29042"),
                    Optional.of("datacenter1"),
                    "contract",
                    1,
                    Optional.empty(),
                    2500,
                    256,
                    20000,
                    true))
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  void close() throws Exception {
    log.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public Log log() {
    return log;
  }
}
