package io.sotong.store.embedded;

import io.sotong.store.StoreRefusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Cache;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One RocksDB in one directory: opens it, repairs what a crash tore, and opens it again after a
 * write failed. Any thread; every method may block.
 *
 * <p>Of RocksDB's ways to recover a write-ahead log, {@code kPointInTimeRecovery}, its default,
 * ends at the first damage and silently leaves out all that was synced behind it. So the log is
 * opened with {@code kTolerateCorruptedTailRecords}, which takes a log that ends within a record,
 * and refuses every other damage. If it refuses, and {@link WalTail} finds nothing spoilt but the
 * very last batch (a crash before its sync ended, so it was acknowledged to nobody), then
 * point-in-time is right: it ends exactly there.
 */
final class RocksEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RocksEngine.class);
  private static final int PROBE_BYTES = 1 << 20;

  private final Path directory;
  private final Cache blocks;
  private final Families families;
  private final DBOptions options;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private @Nullable RocksDB db;

  private RocksEngine(Path directory, List<String> names, RocksOptions limits) {
    this.directory = directory;
    blocks = new LRUCache(limits.blockCacheBytes());
    families = new Families(names, blocks, limits);
    options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setParanoidChecks(true)
            .setDbWriteBufferSize(limits.writeBufferBytes())
            .setMaxTotalWalSize(4 * limits.writeBufferBytes())
            .setMaxBackgroundJobs(2)
            .setMaxOpenFiles(512)
            .setStatsDumpPeriodSec(0)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(1 << 20)
            .setKeepLogFileNum(2);
  }

  /** Something done with an open database. */
  @FunctionalInterface
  interface Use<T> {
    T of(RocksDB db, Families families) throws RocksDBException;
  }

  /** Opens the store in {@code directory}, which is made if it is not there. */
  static RocksEngine open(Path directory, RocksOptions limits) {
    return open(directory, limits, options -> {});
  }

  /** One with other column families, {@code default} the first. */
  static RocksEngine open(Path directory, List<String> names, RocksOptions limits) {
    return open(directory, names, limits, options -> {});
  }

  /** The same, with options of RocksDB's own that tests want. */
  static RocksEngine open(Path directory, RocksOptions limits, Consumer<DBOptions> more) {
    return open(directory, Families.LOG, limits, more);
  }

  private static RocksEngine open(
      Path directory, List<String> names, RocksOptions limits, Consumer<DBOptions> more) {
    try {
      loadLibrary(directory.resolve("native"));
    } catch (IOException e) {
      throw new StoreRefusal("the store's directory " + directory + " cannot be used: " + e);
    }
    RocksEngine engine = new RocksEngine(directory, names, limits);
    more.accept(engine.options);
    try {
      engine.openDb();
      return engine;
    } catch (RocksDBException | IOException e) {
      engine.close();
      throw new StoreRefusal(sentence(directory, e));
    }
  }

  /** Into a place of its own: in the temporary directory each kill -9 would leave 17 MB behind. */
  private static void loadLibrary(Path where) throws IOException {
    Files.createDirectories(where);
    NativeLibraryLoader.getInstance().loadLibrary(where.toString());
  }

  /** Does something with the database; fails if it could not be opened again after an error. */
  <T> T use(Use<T> use) throws RocksDBException {
    lock.readLock().lock();
    try {
      if (db == null) {
        throw new RocksDBException("the store is not open");
      }
      return use.of(db, families);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What shall be written, all of it or nothing. */
  @FunctionalInterface
  interface Fill {
    void into(WriteBatch batch, Families families) throws RocksDBException;
  }

  /** Durable on return. After a failure only {@link #mend} helps. */
  void commit(Fill fill) throws RocksDBException {
    use(
        (open, its) -> {
          try (WriteBatch batch = new WriteBatch()) {
            fill.into(batch, its);
            open.write(synced, batch);
            return true;
          }
        });
  }

  /**
   * Opens the database again after a failed write, so that what reached the disk of that write is
   * known, whole or not at all, before anything else is written; but only if the disk takes data
   * again, for until then the open database can still be read.
   *
   * @param meanwhile done while nobody uses the database
   */
  boolean mend(Runnable meanwhile) {
    if (!diskTakesData()) {
      return false;
    }
    lock.writeLock().lock();
    try {
      closeDb();
      openDb();
      meanwhile.run();
      LOG.info("the store works again");
      return true;
    } catch (RocksDBException | IOException e) {
      LOG.warn("the store cannot be opened again: {}", e.getMessage());
      return false;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closeDb();
    } finally {
      lock.writeLock().unlock();
    }
    options.close();
    families.close();
    synced.close();
    blocks.close();
  }

  private void openDb() throws RocksDBException, IOException {
    try {
      openDb(WALRecoveryMode.TolerateCorruptedTailRecords);
    } catch (RocksDBException e) {
      if (!isCorruption(e) || !WalTail.onlyTheLastBatchIsSpoilt(directory)) {
        throw e;
      }
      LOG.warn("the last batch of the write-ahead log was torn by a crash and is left out");
      openDb(WALRecoveryMode.PointInTimeRecovery);
    }
  }

  private void openDb(WALRecoveryMode mode) throws RocksDBException {
    options.setWalRecoveryMode(mode);
    families.handles().clear();
    db = RocksDB.open(options, directory.toString(), families.descriptors(), families.handles());
  }

  private void closeDb() {
    RocksDB open = db;
    db = null;
    if (open != null) {
      families.closeWith(open);
    }
  }

  private boolean diskTakesData() {
    Path probe = directory.resolve("probe");
    try (FileChannel file =
        FileChannel.open(
            probe,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      try {
        Files.deleteIfExists(probe);
      } catch (IOException e) {
        LOG.warn("{} cannot be removed", probe);
      }
    }
  }

  private static boolean isCorruption(RocksDBException e) {
    Status status = e.getStatus();
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  private static String sentence(Path directory, Exception e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof RocksDBException refusal && isCorruption(refusal)) {
      return "the store in " + directory + " is damaged and is not opened: " + message;
    }
    return message.contains("LOCK:")
        ? "another process uses the store in " + directory + ": stop it, or name another directory"
        : "the store in " + directory + " cannot be opened: " + message;
  }
}
