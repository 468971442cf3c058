package io.sotong.store.embedded;

import io.sotong.log.LogId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The last committed place of each log, so that the usual put, right behind it, need look nowhere.
 * Belongs to the one thread that writes.
 */
final class Tails {
  private final RocksEngine engine;
  private final Map<LogId, Long> known;

  Tails(RocksEngine engine, int maxKnown) {
    this.engine = engine;
    known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<LogId, Long> eldest) {
            return size() > maxKnown;
          }
        };
  }

  /** Every place beyond it is free; 0 for an empty log. */
  long of(LogId log) throws RocksDBException {
    Long remembered = known.get(log);
    if (remembered != null) {
      return remembered;
    }
    long found =
        engine.use(
            (db, families) -> {
              byte[] prefix = Keys.prefix(log);
              try (RocksIterator rows = db.newIterator(families.rows(log.sort()))) {
                rows.seekForPrev(Keys.row(prefix, Long.MAX_VALUE));
                if (!rows.isValid()) {
                  rows.status();
                  return 0L;
                }
                byte[] key = rows.key();
                return Keys.isRowOf(prefix, key) ? Keys.seq(key) : 0L;
              }
            });
    known.put(log, found);
    return found;
  }

  /** These are the tails after a commit. */
  void committed(Map<LogId, Long> tails) {
    known.putAll(tails);
  }

  /** There may be more on disk than is known here. */
  void forget() {
    known.clear();
  }
}
