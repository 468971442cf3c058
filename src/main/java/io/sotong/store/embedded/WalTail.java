package io.sotong.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Tells a torn end of the write-ahead log from a damaged middle.
 *
 * <p>Every batch is synced before the next one is begun, so a crash can spoil the last batch alone,
 * and nobody was told that it is stored. Spoilt bytes with another batch behind them are something
 * else: what is in them was acknowledged.
 *
 * <p>The form is RocksDB's own: blocks of 32 KiB, in them records of a masked CRC-32C (4 bytes),
 * length (2) and type (1), little-endian; a batch is one record, or a first, middle ones and a
 * last.
 */
final class WalTail {
  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int LAST = 4;

  private WalTail() {}

  /** Whether all that is spoilt is the last batch of the last log. */
  static boolean onlyTheLastBatchIsSpoilt(Path directory) throws IOException {
    List<Path> logs;
    try (Stream<Path> files = Files.list(directory)) {
      // By number, which stands in six digits or more; one that is empty was only just begun.
      logs =
          files
              .filter(file -> file.toString().endsWith(".log") && file.toFile().length() > 0)
              .sorted(
                  Comparator.<Path>comparingInt(file -> file.toString().length())
                      .thenComparing(Comparator.naturalOrder()))
              .toList();
    }
    for (Path log : logs) {
      boolean last = log.equals(logs.get(logs.size() - 1));
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.LITTLE_ENDIAN);
      int spoilt = firstSpoilt(bytes);
      if (spoilt < bytes.limit() && (!last || batchBeginsAfter(bytes, spoilt))) {
        return false;
      }
    }
    return true;
  }

  /** Where the first record stands that is not whole; the end if there is none. */
  private static int firstSpoilt(ByteBuffer log) {
    int at = 0;
    while (at < log.limit()) {
      if (BLOCK - at % BLOCK < HEADER) {
        at += BLOCK - at % BLOCK; // too short for a header: filled with zeros
      } else if (isRecord(log, at)) {
        at += HEADER + length(log, at);
      } else {
        return at;
      }
    }
    return log.limit();
  }

  /** Looks at every byte, since a spoilt length no longer tells where the next record is. */
  private static boolean batchBeginsAfter(ByteBuffer log, int spoilt) {
    for (int at = spoilt + 1; at <= log.limit() - HEADER; at++) {
      int type = log.get(at + HEADER - 1);
      if ((type == FULL || type == FIRST) && isRecord(log, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRecord(ByteBuffer log, int at) {
    int room = Math.min(log.limit() - at, BLOCK - at % BLOCK);
    if (room < HEADER) {
      return false;
    }
    int type = log.get(at + HEADER - 1);
    int length = length(log, at);
    if (type < FULL || type > LAST || length > room - HEADER) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(log.duplicate().position(at + HEADER - 1).limit(at + HEADER + length));
    return log.getInt(at) == masked((int) crc.getValue());
  }

  private static int length(ByteBuffer log, int at) {
    return Short.toUnsignedInt(log.getShort(at + Integer.BYTES));
  }

  private static int masked(int crc) {
    return Integer.rotateRight(crc, 15) + 0xa282ead8;
  }
}
