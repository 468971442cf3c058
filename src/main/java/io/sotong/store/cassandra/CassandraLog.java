package io.sotong.store.cassandra;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.Patience;
import io.sotong.store.StoreRefusal;
import io.vertx.cassandra.CassandraClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The port {@link Log} on Cassandra, for any number of nodes that know nothing of each other.
 *
 * <p>A cell is put by a lightweight transaction, a register is raised by a write whose timestamp is
 * its value, and all is written to and read from a majority of the replicas. So nothing that was
 * answered is lost while a majority lives, and without one every call fails with {@code
 * unavailable}. A write of several logs is not {@link #atomic()}.
 *
 * <p>Everything is carried out on one context of its own. Rows of mailboxes expire after 31 days;
 * nothing is ever deleted.
 */
public final class CassandraLog implements Log {
  private final Context context;
  private final CassandraClient client;
  private final Patience patience = new Patience();
  private final Room room;
  private final Traffic traffic;
  private final Cells cells;
  private final Registers registers;
  private final Raises raises;
  private final Rows rows;
  private final Sweep sweep;
  private final Map<LogId, Lane> lanes = new HashMap<>();

  private CassandraLog(
      Context context, CassandraClient client, CassandraOptions options, Queries queries) {
    this.context = context;
    this.client = client;
    room = new Room(options.maxWaiting());
    traffic = new Traffic(client, patience, options.maxInFlight());
    cells = new Cells(traffic, queries);
    registers = new Registers(traffic, queries);
    Marks marks = new Marks(context, traffic, queries);
    raises = new Raises(registers, marks);
    rows = new Rows(context, cells, registers);
    sweep = new Sweep(marks, registers);
  }

  /**
   * Connects, checks that Cassandra keeps what it acknowledges, and makes the keyspace and its
   * tables or brings them up to date. Fails with {@link StoreRefusal}.
   */
  public static Future<CassandraLog> open(Vertx vertx, CassandraOptions options) {
    Context context = vertx.getOrCreateContext();
    CassandraClient client = Driver.client(vertx, options);
    return new StartUpCheck(vertx, client, options)
        .run()
        .compose(fine -> new Schema(vertx, client, options).bringUpToDate())
        .compose(ready -> Queries.prepare(client, options.keyspace()))
        .map(queries -> new CassandraLog(context, client, options, queries))
        .recover(
            cause ->
                client
                    .close()
                    .transform(closed -> Future.failedFuture(Driver.refusal(cause, options))));
  }

  @Override
  public List<Written> write(List<Write> writes) {
    WriteCall call = new WriteCall(List.copyOf(writes));
    checkSizes(writes);
    int size = call.size();
    long bytes = call.bytes();
    if (!room.enter(size, bytes)) {
      call.fail(Traffic.unavailable("too much waits for the store"));
      return call.written();
    }
    patience.begin(call);
    context.runOnContext(
        v ->
            call.run(this::enqueue, raises)
                .onComplete(
                    done -> {
                      patience.end(call);
                      room.leave(size, bytes);
                    }));
    return call.written();
  }

  private static void checkSizes(List<Write> writes) {
    for (Write write : writes) {
      for (Put put : write.all()) {
        if (put.cell().value().length() > Cell.MAX_BYTES) {
          throw new ChatException(ErrorCode.TOO_LARGE, "a cell of more than 1 MiB");
        }
      }
    }
  }

  private void enqueue(Lane.Item item) {
    lanes
        .computeIfAbsent(item.log(), log -> new Lane(log, cells, raises, context, lanes::remove))
        .add(item);
  }

  @Override
  public Future<List<List<Cell>>> read(List<Range> ranges) {
    List<Range> asked = List.copyOf(ranges);
    return ask(
        asked.size(),
        () -> {
          List<Future<List<Cell>>> read = new ArrayList<>(asked.size());
          asked.forEach(range -> read.add(rows.read(range)));
          return Future.join(read).map(done -> read.stream().map(Future::result).toList());
        });
  }

  @Override
  public Future<long[]> get(List<Register> asked) {
    List<Register> names = List.copyOf(asked);
    return ask(names.size(), () -> registers.get(names));
  }

  @Override
  public Future<List<ChannelId>> unfinished(int slot, int limit) {
    return ask(1, () -> sweep.unfinished(slot, limit));
  }

  private <T> Future<T> ask(int size, Supplier<Future<T>> reading) {
    if (!room.enter(size, 0)) {
      return Future.failedFuture(Traffic.unavailable("too much waits for the store"));
    }
    Question<T> question = new Question<>();
    patience.begin(question);
    context.runOnContext(
        v ->
            reading
                .get()
                .onComplete(
                    answer -> {
                      patience.end(question);
                      room.leave(size, 0);
                      question.answer(answer);
                    }));
    return question.future();
  }

  @Override
  public boolean atomic() {
    return false;
  }

  /** Conditional statements sent so far: several puts that wait together share one. */
  public long conditionalPuts() {
    return cells.puts();
  }

  /** Reads of rows sent so far: equal ones asked for at once share one. */
  public long rowReads() {
    return cells.reads();
  }

  /** Statements of any sort sent so far. */
  public long statements() {
    return traffic.sent();
  }

  /** Puts, raises and reads that are not done yet. */
  public int waiting() {
    return room.size();
  }

  /** Refuses what comes, finishes what is under way, and leaves Cassandra. At most about 6 s. */
  public Future<Void> close() {
    return room.close().compose(emptied -> client.close()).onComplete(closed -> patience.close());
  }
}
