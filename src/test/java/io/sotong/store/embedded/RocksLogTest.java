package io.sotong.store.embedded;

import io.sotong.log.AtomicLogContract;
import io.sotong.log.Log;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** {@link RocksLog} keeps the laws of its port, however little it can remember. */
class RocksLogTest {
  private abstract static class Kept implements AtomicLogContract {
    private final RocksOptions options;
    private RocksLog log;

    Kept(RocksOptions options) {
      this.options = options;
    }

    @BeforeAll
    void open(@TempDir Path directory) {
      log = RocksLog.open(directory, options);
    }

    @AfterAll
    void close() {
      log.close();
    }

    @Override
    public Log log() {
      return log;
    }
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class WithTheUsualMemory extends Kept {
    WithTheUsualMemory() {
      super(RocksOptions.DEFAULTS);
    }
  }

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class WithNoMemory extends Kept {
    WithNoMemory() {
      super(new RocksOptions(1 << 20, 1 << 20, 2, 20_000, 64 << 20, 20_000, 0, 0));
    }
  }
}
