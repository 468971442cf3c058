package io.sotong.store.embedded;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.Attempt;
import io.sotong.push.PushQueue;
import io.sotong.push.Retry;
import io.sotong.push.WakeUp;
import io.sotong.store.embedded.PushLine.Task;
import io.sotong.store.embedded.PushLine.Work;
import io.sotong.store.embedded.PushTable.Change;
import io.sotong.store.embedded.PushTable.Place;
import io.sotong.store.embedded.PushTable.Spot;
import io.sotong.wire.Done;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port {@link PushQueue} over RocksDB, for one process on one directory. On its {@link
 * PushLine} changes become durable, and then what is due is given out.
 */
public final class RocksPushQueue implements PushQueue {
  private static final Logger LOG = LoggerFactory.getLogger(RocksPushQueue.class);
  private static final long CLOSE_MS = 10_000;

  private final Vertx vertx;
  private final PushTable table;
  private final PushLine line;
  private final Limits limits;
  private final Retry retry;
  private final InstantSource clock;
  private final RandomGenerator dice;
  private final Set<Spot> inHand = new HashSet<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong pushed = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private volatile @Nullable Receiver receiver;

  /**
   * How much it may take.
   *
   * @param waiting beyond so many wake-ups that wait, the next is refused
   * @param dead beyond so many dead letters, what fails for good is dropped, and its loss logged
   * @param inHand given out at a time
   */
  public record Limits(int waiting, int dead, int inHand) {
    /** For one node; some 100 bytes of disk each. */
    public static final Limits DEFAULTS = new Limits(1_000_000, 100_000, 64);

    /** The same with another number in hand. */
    public Limits withInHand(int number) {
      return new Limits(waiting, dead, number);
    }
  }

  private record Receiver(Context context, Pusher pusher) {}

  private RocksPushQueue(
      Vertx vertx,
      PushTable table,
      Limits limits,
      Retry retry,
      InstantSource clock,
      RandomGenerator dice) {
    this.vertx = vertx;
    this.table = table;
    this.limits = limits;
    this.retry = retry;
    this.clock = clock;
    this.dice = dice;
    line = new PushLine(table, this::giveOut);
    waiting.set(table.waiting());
  }

  /** Opens the queue in {@code directory}; fails with {@link StoreRefusal} if it cannot be. */
  public static Future<RocksPushQueue> open(
      Vertx vertx,
      Path directory,
      Limits limits,
      Retry retry,
      InstantSource clock,
      RandomGenerator dice) {
    return vertx.executeBlocking(
        () -> {
          PushTable table = PushTable.open(directory);
          RocksPushQueue queue = new RocksPushQueue(vertx, table, limits, retry, clock, dice);
          queue.line.start();
          return queue;
        });
  }

  @Override
  public Future<Void> enqueue(WakeUp wakeUp) {
    if (line.isClosing() || waiting.get() >= limits.waiting()) {
      return Future.failedFuture(unavailable(line.isClosing() ? "is closed" : "is full"));
    }
    waiting.incrementAndGet();
    Attempt attempt = Attempt.first(wakeUp, clock.millis());
    return ask(
            false,
            () -> List.of(new Change.Add(attempt)),
            () -> Done.DONE,
            () -> waiting.decrementAndGet())
        .mapEmpty();
  }

  @Override
  public Future<Void> consume(Pusher pusher) {
    receiver = new Receiver(vertx.getOrCreateContext(), pusher);
    return Future.succeededFuture();
  }

  @Override
  public Future<List<Attempt>> dead(int limit) {
    List<Attempt> found = new ArrayList<>();
    return ask(
        true,
        () -> {
          table.dead(limit).forEach(place -> found.add(place.attempt()));
          return List.of();
        },
        () -> List.copyOf(found),
        () -> {});
  }

  @Override
  public Future<Integer> replay(int limit) {
    List<Change> revived = new ArrayList<>();
    return ask(
        true,
        () -> {
          for (Place place : table.dead(limit)) {
            Attempt again = Attempt.first(place.attempt().wakeUp(), clock.millis());
            revived.add(new Change.Revive(place.spot(), again));
          }
          waiting.addAndGet(revived.size());
          return revived;
        },
        revived::size,
        () -> waiting.addAndGet(-revived.size()));
  }

  @Override
  public Figures figures() {
    return new Figures(waiting.get(), pushed.get(), failed.get(), dead.get());
  }

  @Override
  public Future<Void> close() {
    line.close();
    return vertx.executeBlocking(
        () -> {
          if (line.end(CLOSE_MS)) {
            table.close();
          } else {
            LOG.error("the disk hangs: the push queue is left to be recovered at the next start");
          }
          return null;
        });
  }

  /** Does it on the thread of the table, and answers on the asker's context. */
  private <T> Future<T> ask(boolean reads, Work work, Supplier<T> answer, Runnable undo) {
    Context context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    line.add(
        new Task(
            reads,
            work,
            () -> context.runOnContext(now -> promise.complete(answer.get())),
            () -> {
              undo.run();
              context.runOnContext(now -> promise.fail(unavailable("cannot be written")));
            }));
    return promise.future();
  }

  private void giveOut() throws RocksDBException {
    Receiver its = receiver;
    int free = limits.inHand() - inHand.size();
    if (its == null || free <= 0) {
      return;
    }
    for (Place place : table.due(clock.millis(), inHand::contains, free)) {
      inHand.add(place.spot());
      its.context().runOnContext(now -> give(its.pusher(), place));
    }
  }

  private void give(Pusher pusher, Place place) {
    Future<Void> done;
    try {
      done = pusher.push(place.attempt().wakeUp());
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onComplete(
        end -> {
          Change change =
              end.succeeded() ? new Change.Settle(place.spot()) : judge(place, end.cause());
          // If it cannot be stored that this is settled, it is given out again.
          Runnable free = () -> inHand.remove(place.spot());
          line.add(
              new Task(
                  false,
                  () -> List.of(bounded(change)),
                  () -> {
                    free.run();
                    count(change);
                  },
                  free));
        });
  }

  private Change judge(Place place, Throwable cause) {
    int failures = place.attempt().failures() + 1;
    long delay = Math.max(retry.delayMs(failures), Retry.askedMs(cause));
    Attempt next =
        place
            .attempt()
            .failed(
                String.valueOf(cause.getMessage()),
                clock.millis() + Math.max(Retry.askedMs(cause), Retry.shortened(delay, dice)));
    return retry.isHopeless(failures)
        ? new Change.GiveUp(place.spot(), next)
        : new Change.Again(place.spot(), next);
  }

  private Change bounded(Change change) {
    if (change instanceof Change.GiveUp giveUp && table.dead() >= limits.dead()) {
      LOG.warn("too many dead letters: one is dropped that failed with {}", giveUp.attempt().why());
      return new Change.Settle(giveUp.spot());
    }
    return change;
  }

  private void count(Change change) {
    if (change instanceof Change.Settle) {
      pushed.incrementAndGet();
    } else {
      failed.incrementAndGet();
    }
    if (change instanceof Change.GiveUp) {
      dead.incrementAndGet();
    }
    if (!(change instanceof Change.Again)) {
      waiting.decrementAndGet();
    }
  }

  private static ChatException unavailable(String why) {
    return new ChatException(ErrorCode.UNAVAILABLE, "the push queue " + why, 1_000);
  }
}
