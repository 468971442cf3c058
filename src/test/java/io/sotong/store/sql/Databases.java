package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Databases for contract suites. */
final class Databases {
  private Databases() {}

  static SqlStore h2(Vertx vertx, Path directory) {
    return await(SqlStore.openH2(vertx, directory));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("not answered within 20 s", e);
    }
  }
}
