package io.sotong.store.cassandra;

import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.store.cassandra.Marks.Mark;
import io.sotong.store.cassandra.Marks.Rounds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the channels of a slot that are unfinished, among those marked, and clears rounds that are
 * closed and done. Belongs to one context.
 */
final class Sweep {
  /** Marks whose registers are read at once. */
  private static final int PAGE = 64;

  private final Marks marks;
  private final Registers registers;

  Sweep(Marks marks, Registers registers) {
    this.marks = marks;
    this.registers = registers;
  }

  /** At most {@code limit} channels of {@code slot} whose head is beyond their fan-out. */
  Future<List<ChannelId>> unfinished(int slot, int limit) {
    List<ChannelId> found = new ArrayList<>();
    return marks
        .rounds(slot)
        .compose(rounds -> scan(new Scan(slot, limit, rounds, found), rounds.first()))
        .map(done -> found.stream().distinct().limit(limit).toList());
  }

  private record Scan(int slot, int limit, Rounds rounds, List<ChannelId> found) {
    boolean isFull() {
      return found.size() >= limit;
    }
  }

  private Future<Void> scan(Scan scan, long round) {
    if (round > scan.rounds().open() || scan.isFull()) {
      return Future.succeededFuture();
    }
    return marks
        .marks(scan.slot(), round)
        .compose(all -> judge(scan, round, all, 0, new ArrayList<>()))
        .compose(needed -> scan.isFull() ? done() : closed(scan, round, needed))
        .compose(done -> scan(scan, round + 1));
  }

  /** Sorts out which marks are needed, and names those whose head stands beyond the fan-out. */
  private Future<List<Mark>> judge(
      Scan scan, long round, List<Mark> all, int from, List<Mark> needed) {
    if (from >= all.size() || scan.isFull()) {
      return Future.succeededFuture(needed);
    }
    List<Mark> page = all.subList(from, Math.min(all.size(), from + PAGE));
    List<Register> asked = new ArrayList<>(2 * page.size());
    for (Mark mark : page) {
      asked.add(Register.channelHead(mark.channel()));
      asked.add(Register.fannedOut(mark.channel()));
    }
    return registers
        .get(asked)
        .compose(
            values -> {
              for (int i = 0; i < page.size(); i++) {
                judge(scan, round, page.get(i), values[2 * i], values[2 * i + 1], needed);
              }
              return judge(scan, round, all, from + PAGE, needed);
            });
  }

  private void judge(
      Scan scan, long round, Mark mark, long head, long fannedOut, List<Mark> needed) {
    if (head > fannedOut) {
      scan.found().add(mark.channel());
    }
    if (mark.head() > fannedOut) {
      needed.add(mark); // also if the head is not there yet: it may be raised at any time
    } else {
      marks.unmark(scan.slot(), round, mark.channel(), fannedOut);
    }
  }

  /** Of a closed round carries into the open one what is needed, and clears it. */
  private Future<Void> closed(Scan scan, long round, List<Mark> needed) {
    if (round == scan.rounds().open()) {
      return done();
    }
    List<Future<?>> carried = new ArrayList<>(needed.size());
    needed.forEach(mark -> carried.add(marks.mark(mark.channel(), mark.head())));
    return Future.join(carried).compose(done -> marks.clear(scan.slot(), round));
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
