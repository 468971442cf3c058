package io.sotong.store.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sotong.log.LogId;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.RocksDB;

/** The column families, and how each is kept. Closed after the database. */
final class Families implements AutoCloseable {
  /** Those of a {@link RocksLog}. */
  static final List<String> LOG =
      List.of("default", "channel", "mailbox", "register", "unfinished");

  private final List<String> names;
  private final BloomFilter filter = new BloomFilter(10);
  private final ColumnFamilyOptions options;
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();

  /** RocksDB wants {@code default} to be the first of them. */
  Families(List<String> names, Cache blocks, RocksOptions limits) {
    this.names = names;
    options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(limits.writeBufferBytes() / 2)
            .setMaxWriteBufferNumber(2)
            .setLevelCompactionDynamicLevelBytes(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(blocks)
                    .setBlockSize(8 * 1024)
                    .setCacheIndexAndFilterBlocks(true)
                    .setPinL0FilterAndIndexBlocksInCache(true)
                    .setFilterPolicy(filter));
  }

  List<ColumnFamilyDescriptor> descriptors() {
    return names.stream()
        .map(name -> new ColumnFamilyDescriptor(name.getBytes(US_ASCII), options))
        .toList();
  }

  /** Filled by opening the database. */
  List<ColumnFamilyHandle> handles() {
    return handles;
  }

  /** One by its place among the names. */
  ColumnFamilyHandle at(int place) {
    return handles.get(place);
  }

  ColumnFamilyHandle rows(LogId.Sort sort) {
    return switch (sort) {
      case CHANNEL -> handles.get(1);
      case MAILBOX -> handles.get(2);
    };
  }

  ColumnFamilyHandle registers() {
    return handles.get(3);
  }

  ColumnFamilyHandle unfinished() {
    return handles.get(4);
  }

  /** The handles go before their database. */
  void closeWith(RocksDB db) {
    handles.forEach(ColumnFamilyHandle::close);
    handles.clear();
    db.close();
  }

  @Override
  public void close() {
    options.close();
    filter.close();
  }
}
