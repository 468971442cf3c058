package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of logs, by partition. Belongs to one context. */
final class Cells {
  private final Traffic traffic;
  private final Queries queries;
  private volatile long puts;
  private volatile long reads;

  Cells(Traffic traffic, Queries queries) {
    this.traffic = traffic;
    this.queries = queries;
  }

  /**
   * Puts cells of one partition, all or none, in one conditional statement.
   *
   * @param cells of one log and one bucket, each for a place of its own
   * @return what stands already in their places: nothing if they were stored
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one context counts
  Future<Map<Long, Buffer>> putIfAbsent(List<Cell> cells) {
    puts++;
    List<BoundStatement> inserts = new ArrayList<>(cells.size());
    for (Cell cell : cells) {
      LogId log = cell.log();
      inserts.add(
          query(log, Query.PUT_CHANNEL, Query.PUT_MAILBOX)
              .bind(
                  log.owner(),
                  log.sort().bucket(cell.seq()),
                  cell.seq(),
                  ByteBuffer.wrap(cell.value().getBytes())));
    }
    Statement<?> statement =
        inserts.size() == 1
            ? inserts.get(0)
            : BatchStatement.newInstance(BatchType.UNLOGGED).addAll(inserts).setIdempotent(false);
    return traffic
        .rows(statement)
        .map(
            rows -> {
              Map<Long, Buffer> existing = new HashMap<>();
              for (Row row : rows) {
                if (!row.getBoolean("[applied]")) {
                  existing.put(row.getLong("seq"), value(row));
                }
              }
              return existing;
            });
  }

  /** Up to {@code limit} rows of a bucket, in order, gaps and all. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one context counts
  Future<List<Cell>> rows(LogId log, long bucket, long after, int limit) {
    reads++;
    Statement<?> statement =
        query(log, Query.ROWS_CHANNEL, Query.ROWS_MAILBOX).bind(log.owner(), bucket, after, limit);
    return traffic
        .rows(statement)
        .map(
            rows -> {
              List<Cell> cells = new ArrayList<>(rows.size());
              for (Row row : rows) {
                cells.add(new Cell(log, row.getLong("seq"), value(row)));
              }
              return cells;
            });
  }

  /** Whether a bucket of a mailbox has rows that live. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one context counts
  Future<Boolean> lives(LogId mailbox, long bucket) {
    reads++;
    return traffic
        .rows(queries.get(Query.PROBE_MAILBOX).bind(mailbox.owner(), bucket))
        .map(rows -> !rows.isEmpty());
  }

  /** Conditional statements sent so far. Any thread. */
  long puts() {
    return puts;
  }

  /** Reads of rows sent so far. Any thread. */
  long reads() {
    return reads;
  }

  private PreparedStatement query(LogId log, Query channel, Query mailbox) {
    return queries.get(log.sort() == LogId.Sort.CHANNEL ? channel : mailbox);
  }

  private static Buffer value(Row row) {
    ByteBuffer value = row.getByteBuffer("value");
    return Buffer.buffer(value == null ? new byte[0] : ByteUtils.getArray(value));
  }
}
