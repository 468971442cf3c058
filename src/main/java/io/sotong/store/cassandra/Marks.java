package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.sotong.log.Log;
import io.sotong.model.ChannelId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Marks of channels whose fan-out may be unfinished, so that a sweep looks at those only and never
 * at the millions that are done.
 *
 * <p>The laws:
 *
 * <ol>
 *   <li>Before a channel's head is raised to {@code h}, a mark of {@code h} is durable. It is
 *       written with {@code h} as its timestamp, and deleted with the channel's {@code fannedOut}
 *       as the deletion's: so no deletion, however late, removes a mark that is still needed, and
 *       nothing has to be read before it is written.
 *   <li>Deletions leave tombstones, which a scan must step over. Therefore marks go into the slot's
 *       <em>open</em> round, and after some hundreds the next round is opened: a scan steps over
 *       those of a few rounds, not over all there ever were. A closed round whose marks are all
 *       done, or carried into the open one, is dropped whole, and {@code first} goes past it.
 *   <li>A mark counts only if its round was not closed before the mark was durable: the writer
 *       reads the open round after writing, and marks again if it has moved. Who clears a round
 *       scans it after he has read that it is closed. So either the scan sees the mark, or its
 *       writer sees the round closed.
 * </ol>
 *
 * <p>Both numbers of a slot only rise, no clock or owner is needed, and any number of nodes may
 * write, sweep and clear at once, or die at any step of it. Belongs to one context.
 */
final class Marks {
  /** Marks that one node writes into a round of a slot before it opens the next. */
  static final int ROUND_MARKS = 256;

  private static final long UNKNOWN = -1;

  private final Traffic traffic;
  private final Queries queries;
  private final Shared<Integer, Rounds> rounds;
  private final long[] open = new long[Log.SLOTS];
  private final int[] written = new int[Log.SLOTS];

  Marks(Context context, Traffic traffic, Queries queries) {
    rounds = new Shared<>(context, this::readRounds);
    this.traffic = traffic;
    this.queries = queries;
    Arrays.fill(open, UNKNOWN);
  }

  /**
   * Which rounds of a slot there are.
   *
   * @param first the first that is not cleared
   * @param open the last, into which marks go
   */
  record Rounds(long first, long open) {}

  /** The mark of a channel whose head was, or was to be, raised to {@code head}. */
  record Mark(ChannelId channel, long head) {}

  /** The rounds of a slot as they are now. */
  Future<Rounds> rounds(int slot) {
    return rounds.get(slot);
  }

  /** Marks a channel, before its head is raised to {@code head}. */
  Future<Void> mark(ChannelId channel, long head) {
    int slot = Log.slot(channel);
    long round = open[slot];
    return round == UNKNOWN
        ? rounds.get(slot).compose(known -> mark(slot, known.open(), channel, head))
        : mark(slot, round, channel, head);
  }

  private Future<Void> mark(int slot, long round, ChannelId channel, long head) {
    BoundStatement mark = queries.get(Query.MARK).bind(slot, round, channel.value(), head, head);
    return traffic
        .execute(mark)
        .compose(done -> rounds.get(slot))
        .compose(
            now -> {
              if (now.open() > round) {
                return mark(slot, now.open(), channel, head);
              }
              count(slot, round);
              return Future.succeededFuture();
            });
  }

  private void count(int slot, long round) {
    if (++written[slot] >= ROUND_MARKS && round == open[slot]) {
      written[slot] = 0;
      traffic.execute(queries.get(Query.RAISE_OPEN).bind(round + 1, round + 1, slot));
    }
  }

  /** A fan-out is finished up to {@code fannedOut}; left out when there is more urgent work. */
  void unmark(ChannelId channel, long fannedOut) {
    int slot = Log.slot(channel);
    if (open[slot] != UNKNOWN && !traffic.isCrowded()) {
      unmark(slot, open[slot], channel, fannedOut);
    }
  }

  /** The same for a mark that was found in a certain round. */
  void unmark(int slot, long round, ChannelId channel, long fannedOut) {
    traffic.execute(queries.get(Query.UNMARK).bind(fannedOut, slot, round, channel.value()));
  }

  /** The marks of a round. */
  Future<List<Mark>> marks(int slot, long round) {
    return traffic
        .rows(queries.get(Query.MARKS).bind(slot, round))
        .map(
            rows -> {
              List<Mark> marks = new ArrayList<>(rows.size());
              for (Row row : rows) {
                ChannelId channel = new ChannelId(String.valueOf(row.getString("channel")));
                marks.add(new Mark(channel, row.getLong("head")));
              }
              return marks;
            });
  }

  /** Drops a closed round, of which nothing is needed any more. */
  Future<Void> clear(int slot, long round) {
    return traffic
        .execute(queries.get(Query.RAISE_FIRST).bind(round + 1, round + 1, slot))
        .compose(done -> traffic.execute(queries.get(Query.CLEAR).bind(slot, round)))
        .mapEmpty();
  }

  private Future<Rounds> readRounds(int slot) {
    return traffic
        .rows(queries.get(Query.ROUND).bind(slot))
        .map(
            rows -> {
              long last = rows.isEmpty() ? 0 : rows.get(0).getLong("open");
              long first = rows.isEmpty() ? 0 : rows.get(0).getLong("first");
              if (last > open[slot]) {
                open[slot] = last;
                written[slot] = 0;
              }
              return new Rounds(first, last);
            });
  }
}
