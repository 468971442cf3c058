package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** SQLite in a directory of each test's own. */
final class SqliteDatabase extends Database {
  private Path directory = Path.of("made before each test");

  @Override
  Future<SqlStore> open(Vertx vertx) {
    return SqlStore.openSqlite(vertx, directory);
  }

  @Override
  void empty(SqlStore store) {}

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    directory = Files.createTempDirectory("sotong-sqlite-");
    super.beforeEach(test);
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    super.afterEach(test);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
