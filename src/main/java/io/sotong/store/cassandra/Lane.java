package io.sotong.store.cassandra;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The puts of one log on this node, in the order in which they came: one conditional statement is
 * under way at a time, and what waits meanwhile in the same bucket shares the next. A statement
 * stores all of its cells or none; if one is taken, those before it are tried again without it,
 * then it is told so, then those after it have their turn. What is known to stand is not asked for
 * again. Belongs to one context.
 */
final class Lane {
  private static final int MAX_TOGETHER = 512;
  private static final int MAX_BYTES = 256 << 10;

  private final LogId log;
  private final Cells cells;
  private final Raises raises;
  private final Context context;
  private final Consumer<LogId> onIdle;
  private final Deque<Item> waiting = new ArrayDeque<>();
  private boolean underWay;

  Lane(LogId log, Cells cells, Raises raises, Context context, Consumer<LogId> onIdle) {
    this.log = log;
    this.cells = cells;
    this.raises = raises;
    this.context = context;
    this.onIdle = onIdle;
  }

  /** A put that waits. */
  static final class Item {
    private final Put put;
    private final Chain chain;
    private final Promise<Outcome> fate;
    private @Nullable Buffer standing;

    /**
     * Makes one of {@code put}.
     *
     * @param chain the puts of the same call to this log
     * @param fate fails if it is not known whether it was stored
     */
    Item(Put put, Chain chain, Promise<Outcome> fate) {
      this.put = put;
      this.chain = chain;
      this.fate = fate;
    }

    LogId log() {
      return cell().log();
    }

    private Cell cell() {
      return put.cell();
    }

    private void is(Outcome outcome) {
      if (!(outcome instanceof Outcome.Stored)) {
        chain.bar();
      }
      fate.complete(outcome);
    }

    private void fails(Throwable cause) {
      chain.bar();
      fate.fail(cause);
    }
  }

  /** Adds a put; what else is added in the same task shares its statement. */
  void add(Item item) {
    waiting.add(item);
    if (!underWay) {
      underWay = true;
      context.runOnContext(v -> next());
    }
  }

  private void next() {
    List<Item> together = take();
    if (together.isEmpty()) {
      underWay = false;
      onIdle.accept(log);
      return;
    }
    Map<Register, Long> values = raised(together);
    Future<Void> marked = raises.marked(values);
    cells
        .putIfAbsent(together.stream().map(Item::cell).toList())
        .onComplete(
            answer -> {
              settle(together, answer, values, marked);
              next();
            });
  }

  /** As many as may share a statement: of one bucket, and no place twice. */
  private List<Item> take() {
    List<Item> together = new ArrayList<>();
    Set<Long> places = new HashSet<>();
    int bytes = 0;
    while (!waiting.isEmpty() && together.size() < MAX_TOGETHER) {
      Item item = waiting.element();
      if (item.chain.isBarred()) {
        waiting.remove().is(Outcome.SKIPPED);
        continue;
      }
      bytes += item.cell().value().length();
      if (!together.isEmpty()
          && (item.standing != null
              || bytes > MAX_BYTES
              || bucket(item) != bucket(together.get(0))
              || places.contains(item.cell().seq()))) {
        break;
      }
      waiting.remove();
      if (item.standing != null) {
        item.is(new Outcome.Taken(item.standing));
      } else {
        places.add(item.cell().seq());
        together.add(item);
      }
    }
    return together;
  }

  private long bucket(Item item) {
    return log.sort().bucket(item.cell().seq());
  }

  private static Map<Register, Long> raised(List<Item> items) {
    List<Raise> all = new ArrayList<>();
    items.forEach(item -> all.addAll(item.put.raises()));
    return Registers.highest(all);
  }

  private void settle(
      List<Item> together,
      AsyncResult<Map<Long, Buffer>> answer,
      Map<Register, Long> values,
      Future<Void> marked) {
    if (answer.failed()) {
      together.forEach(item -> item.fails(answer.cause()));
    } else if (answer.result().isEmpty()) {
      raises.raise(values, marked).onComplete(raised -> stored(together, raised));
      note(together.stream().collect(Collectors.toMap(i -> i.cell().seq(), i -> i.cell().value())));
    } else {
      for (int i = together.size() - 1; i >= 0; i--) {
        waiting.addFirst(together.get(i));
      }
      note(answer.result());
    }
  }

  private static void stored(List<Item> together, AsyncResult<Void> raised) {
    for (Item item : together) {
      if (raised.succeeded()) {
        item.is(Outcome.STORED);
      } else {
        item.fails(raised.cause());
      }
    }
  }

  /** Who waits for a place that is taken needs no statement to be told so. */
  private void note(Map<Long, Buffer> standing) {
    for (Item item : waiting) {
      if (item.standing == null) {
        item.standing = standing.get(item.cell().seq());
      }
    }
  }
}
