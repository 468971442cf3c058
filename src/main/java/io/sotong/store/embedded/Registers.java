package io.sotong.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sotong.log.Register;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/**
 * The values of registers. What is remembered is never older than what is stored: a value is read
 * into memory, and a committed one noted, under the same lock of its entry. Any thread.
 */
final class Registers {
  private final RocksEngine engine;
  private final Cache<Register, Long> known;

  Registers(RocksEngine engine, int maxKnown) {
    this.engine = engine;
    known = Caffeine.newBuilder().maximumSize(maxKnown).executor(Runnable::run).build();
  }

  /** The value if it is remembered; never blocks. */
  @Nullable Long known(Register register) {
    return known.getIfPresent(register);
  }

  /** The value, from disk if need be; 0 for one never raised. */
  long read(Register register) throws RocksDBException {
    Long remembered = known.getIfPresent(register);
    if (remembered != null) {
      return remembered;
    }
    return engine.use(
        (db, families) -> {
          try {
            return known
                .asMap()
                .computeIfAbsent(
                    register,
                    name -> {
                      try {
                        byte[] value = db.get(families.registers(), Keys.register(name));
                        return value == null ? 0L : Keys.number(value);
                      } catch (RocksDBException e) {
                        throw new Unread(e);
                      }
                    });
          } catch (Unread e) {
            throw e.cause;
          }
        });
  }

  /** The values of all at one moment, between two commits: what is remembered is not asked. */
  long[] together(List<Register> asked) throws RocksDBException {
    return engine.use(
        (db, families) -> {
          long[] values = new long[asked.size()];
          Snapshot moment = db.getSnapshot();
          try (ReadOptions then = new ReadOptions().setSnapshot(moment)) {
            for (int i = 0; i < values.length; i++) {
              byte[] value = db.get(families.registers(), then, Keys.register(asked.get(i)));
              values[i] = value == null ? 0 : Keys.number(value);
            }
          } finally {
            db.releaseSnapshot(moment);
          }
          return values;
        });
  }

  /** These were committed. */
  void committed(Map<Register, Long> raised) {
    raised.forEach((register, value) -> known.asMap().merge(register, value, Math::max));
  }

  /** What is on disk may be newer than what is known here. */
  void forget() {
    known.invalidateAll();
  }

  private static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final RocksDBException cause;

    Unread(RocksDBException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
