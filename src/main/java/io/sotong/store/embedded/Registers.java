package io.sotong.store.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sotong.log.Register;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

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
