package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.model.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients of a store were told, to be compared with what it holds in the end. */
final class Recording {
  final List<LogId> logs = new ArrayList<>();
  final AtomicLong acknowledged = new AtomicLong();
  final AtomicLong ambiguous = new AtomicLong();
  final AtomicLong resent = new AtomicLong();
  final AtomicLong readings = new AtomicLong();
  private final Map<LogId, Map<String, Long>> places = new ConcurrentHashMap<>();

  Recording(int count) {
    for (int i = 0; i < count; i++) {
      LogId.Sort sort = i % 2 == 0 ? LogId.Sort.CHANNEL : LogId.Sort.MAILBOX;
      LogId id = new LogId(sort, Ids.next());
      logs.add(id);
    }
  }

  private Map<String, Long> of(LogId log) {
    return places.computeIfAbsent(log, id -> new ConcurrentHashMap<>());
  }

  static Register head(LogId log) {
    return new Register(
        log.sort() == LogId.Sort.CHANNEL ? Register.Kind.CHANNEL_HEAD : Register.Kind.MAILBOX_HEAD,
        log.owner(),
        "");
  }

  /** An entry was acknowledged at a place: always at the same one. */
  void acknowledged(LogId log, String entry, long seq) {
    Long before = of(log).putIfAbsent(entry, seq);
    if (before == null) {
      acknowledged.incrementAndGet();
    } else {
      assertThat(seq).as("the place of %s", entry).isEqualTo(before);
      resent.incrementAndGet();
    }
  }

  /** Nothing lost, nothing doubled, no gap, and every head at its row. */
  void check(Log log) {
    for (LogId id : logs) {
      List<Cell> rows = Opened.await(log.read(List.of(new Range(id, 0, 100_000)))).get(0);
      List<String> entries = rows.stream().map(row -> row.value().toString()).toList();
      assertThat(entries).doesNotHaveDuplicates();
      of(id)
          .forEach(
              (entry, seq) -> {
                assertThat(entries.size()).isGreaterThanOrEqualTo(seq.intValue());
                assertThat(entries.get(seq.intValue() - 1)).isEqualTo(entry);
              });
      long head = Opened.await(log.get(List.of(head(id))))[0];
      long last = of(id).values().stream().mapToLong(Long::longValue).max().orElse(0);
      assertThat(head).isGreaterThanOrEqualTo(last);
    }
  }

  @Override
  public String toString() {
    return "Cassandra under kill -9: acknowledged %d, lost 0, doubled 0, gaps 0; resent %d, ambiguous %d, readings %d"
        .formatted(acknowledged.get(), resent.get(), ambiguous.get(), readings.get());
  }
}
