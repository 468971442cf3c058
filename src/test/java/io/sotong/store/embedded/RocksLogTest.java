package io.sotong.store.embedded;

import io.sotong.log.Log;
import io.sotong.log.LogContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** {@link RocksLog} keeps the laws of its port. */
class RocksLogTest implements LogContract {
  @TempDir static Path directory;
  private static RocksLog log;

  @BeforeAll
  static void open() {
    log = RocksLog.open(directory, RocksOptions.DEFAULTS);
  }

  @AfterAll
  static void close() {
    log.close();
  }

  @Override
  public Log log() {
    return log;
  }
}
