package io.sotong.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.mailbox.Entry;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last place seen of each mailbox that this router writes to, so that an entry costs no
 * look-up. A guess that the store corrects: others may have written since. Not thread-safe.
 */
final class MailboxTails {
  private static final int PAGE = 512;
  private static final long MAX_KNOWN = 200_000;

  private final Log log;
  private final Cache<UserId, Long> known =
      Caffeine.newBuilder().maximumSize(MAX_KNOWN).executor(Runnable::run).build();

  MailboxTails(Log log) {
    this.log = log;
  }

  /** Makes sure that the tails of {@code users} are known; completes at once when they are. */
  Future<Void> learn(Collection<UserId> users) {
    List<UserId> unknown = new ArrayList<>();
    for (UserId user : users) {
      if (known.getIfPresent(user) == null) {
        unknown.add(user);
      }
    }
    if (unknown.isEmpty()) {
      return Future.succeededFuture();
    }
    return log.get(unknown.stream().map(Register::mailboxHead).toList())
        .compose(heads -> readOn(unknown, heads));
  }

  /** The place after the last one seen, which counts as seen from now on. */
  long take(UserId user) {
    Long last = known.getIfPresent(user);
    if (last == null) {
      throw new IllegalStateException("the tail of a mailbox was not learnt");
    }
    known.put(user, last + 1);
    return last + 1;
  }

  /** What was guessed of these turned out wrong, or uncertain. */
  void forget(Collection<UserId> users) {
    known.invalidateAll(users);
  }

  /**
   * Rows beyond a head exist, unless the store is atomic, when a writer died before it raised it.
   * It is raised here then, with what else those rows ask for, as whoever writes behind them must.
   */
  private Future<Void> readOn(List<UserId> users, long[] heads) {
    List<Range> ranges = new ArrayList<>(users.size());
    for (int i = 0; i < heads.length; i++) {
      ranges.add(new Range(LogId.mailbox(users.get(i)), heads[i], PAGE));
    }
    return log.read(ranges)
        .compose(
            rows -> {
              List<UserId> more = new ArrayList<>();
              List<Long> from = new ArrayList<>();
              List<Raise> raises = new ArrayList<>(0);
              Map<UserId, Long> found = new HashMap<>();
              for (int i = 0; i < heads.length; i++) {
                UserId user = users.get(i);
                List<Cell> beyond = rows.get(i);
                for (Cell row : beyond) {
                  raises.addAll(Entry.decode(row.value()).raises(user, row.seq()));
                }
                long last = beyond.isEmpty() ? heads[i] : beyond.get(beyond.size() - 1).seq();
                if (beyond.size() == PAGE) {
                  more.add(user);
                  from.add(last);
                } else {
                  found.put(user, last);
                }
              }
              return raise(raises)
                  .compose(
                      raised -> {
                        known.putAll(found);
                        return more.isEmpty()
                            ? Future.succeededFuture()
                            : readOn(more, from.stream().mapToLong(Long::longValue).toArray());
                      });
            });
  }

  private Future<?> raise(List<Raise> raises) {
    return raises.isEmpty() || log.atomic() ? Future.succeededFuture() : log.raise(raises);
  }
}
