package io.sotong.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.log.Append.Appended;
import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The laws of {@link Log}, for every adapter to inherit; the numbers are those of its Javadoc. */
public interface LogContract {
  /** The store under test; every test uses logs and registers of its own. */
  Log log();

  // Law 1: a cell is write-once.

  @Test
  default void thePutThatFindsItsPlaceFreeIsStored() {
    LogId id = newLog();
    assertThat(put(id, 1, "a")).isEqualTo(Outcome.STORED);
    assertThat(read(id, 0, 10)).containsExactly("a");
  }

  @Test
  default void theSecondPutToAPlaceIsToldWhatStandsThere() {
    LogId id = newLog();
    put(id, 1, "first");
    assertThat(put(id, 1, "second")).isEqualTo(new Outcome.Taken(Buffer.buffer("first")));
    assertThat(read(id, 0, 10)).containsExactly("first");
  }

  @Test
  default void thePlaceOfAnEarlierWriteOfTheSameCallIsTaken() {
    LogId id = newLog();
    List<Written> written = log().write(List.of(write(id, 1, "first"), write(id, 1, "second")));
    assertThat(await(written.get(0).gate())).isEqualTo(Outcome.STORED);
    assertThat(await(written.get(1).gate())).isEqualTo(new Outcome.Taken(Buffer.buffer("first")));
  }

  @Test
  default void aPlaceBeforeTheEndIsTakenToo() {
    LogId id = newLog();
    fill(id, 5);
    assertThat(put(id, 2, "late")).isEqualTo(new Outcome.Taken(Buffer.buffer("2")));
  }

  @Test
  default void ofManyThreadsAtOnePlaceOneWinsAndAllOthersAreToldOfIt() throws Exception {
    LogId id = newLog();
    List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
    inThreads(16, thread -> outcomes.add(put(id, 1, "by " + thread)));
    String winner = read(id, 0, 1).get(0);
    assertThat(outcomes).filteredOn(Outcome.STORED::equals).hasSize(1);
    assertThat(outcomes)
        .filteredOn(outcome -> !outcome.equals(Outcome.STORED))
        .hasSize(15)
        .containsOnly(new Outcome.Taken(Buffer.buffer(winner)));
  }

  @Test
  default void manyThreadsAppendToOneLogDenselyAndEachEntryOnce() throws Exception {
    LogId id = newLog();
    Set<Long> places = Collections.synchronizedSet(new TreeSet<>());
    inThreads(
        8,
        thread -> {
          for (int i = 0; i < 25; i++) {
            places.add(append(id, thread + "/" + i).seq());
          }
        });
    assertThat(places).containsExactlyElementsOf(LongStream.rangeClosed(1, 200).boxed().toList());
    assertThat(read(id, 0, 300)).hasSize(200).doesNotHaveDuplicates();
  }

  // Law 2: what is answered Stored is there, with its raises.

  @Test
  default void whatAPutRaisesIsRaisedWhenItIsStored() {
    LogId id = newLog();
    Register head = newRegister();
    await(log().write(List.of(write(id, 1, "a", head, 7))).get(0).gate());
    assertThat(get(head)).isEqualTo(7);
  }

  @Test
  default void whatAPutRaisesIsNotRaisedWhenItsPlaceIsTaken() {
    LogId id = newLog();
    Register head = newRegister();
    put(id, 1, "a");
    await(log().write(List.of(write(id, 1, "b", head, 7))).get(0).gate());
    assertThat(get(head)).isZero();
  }

  // Law 3: nothing is tried after a gate that was not stored.

  @Test
  default void afterAGateThatWasTakenNothingOfItsWriteIsTried() {
    LogId gate = newLog();
    LogId copies = newLog();
    Register last = newRegister();
    put(gate, 1, "other");
    Written written =
        log().write(List.of(gated(gate, 1, List.of(of(copies, 1, "copy")), last))).get(0);
    assertThat(await(written.gate())).isEqualTo(new Outcome.Taken(Buffer.buffer("other")));
    assertThat(await(written.puts())).containsExactly(Outcome.SKIPPED);
    assertThat(read(copies, 0, 10)).isEmpty();
    assertThat(get(last)).isZero();
  }

  @Test
  default void aWriteWithoutGateHasOneThatIsOpen() {
    LogId id = newLog();
    Written written =
        log()
            .write(List.of(new Write(Optional.empty(), List.of(of(id, 1, "a")), List.of())))
            .get(0);
    assertThat(await(written.gate())).isEqualTo(Outcome.STORED);
    assertThat(await(written.puts())).containsExactly(Outcome.STORED);
  }

  @Test
  default void whatIsLastIsRaisedOnceAllIsStored() {
    LogId gate = newLog();
    LogId copies = newLog();
    Register last = newRegister();
    Written written =
        log()
            .write(List.of(gated(gate, 1, List.of(of(copies, 1, "x"), of(copies, 2, "y")), last)))
            .get(0);
    assertThat(await(written.puts())).containsExactly(Outcome.STORED, Outcome.STORED);
    assertThat(get(last)).isEqualTo(1);
    assertThat(read(copies, 0, 10)).containsExactly("x", "y");
  }

  // Law 4: the puts of one call to one log are tried in order, and none after one that was not.

  @Test
  default void afterAPutThatWasTakenLaterOnesOfItsLogInTheCallAreSkipped() {
    LogId id = newLog();
    LogId other = newLog();
    put(id, 1, "other");
    List<Written> written =
        log()
            .write(
                List.of(
                    write(id, 1, "a"),
                    write(id, 2, "b"),
                    write(other, 1, "c"),
                    gated(newLog(), 1, List.of(of(id, 3, "d")), newRegister())));
    assertThat(await(written.get(0).gate())).isEqualTo(new Outcome.Taken(Buffer.buffer("other")));
    assertThat(await(written.get(1).gate())).isEqualTo(Outcome.SKIPPED);
    assertThat(await(written.get(2).gate())).isEqualTo(Outcome.STORED);
    assertThat(await(written.get(3).puts())).containsExactly(Outcome.SKIPPED);
    assertThat(read(id, 0, 10)).containsExactly("other");
  }

  @Test
  default void theNextCallIsTriedAfresh() {
    LogId id = newLog();
    put(id, 1, "other");
    log().write(List.of(write(id, 1, "a"), write(id, 2, "b")));
    assertThat(put(id, 2, "c")).isEqualTo(Outcome.STORED);
  }

  @Test
  default void aCallOfManyWritesIsStoredInItsOrder() {
    LogId id = newLog();
    List<Write> writes = new ArrayList<>();
    for (int seq = 1; seq <= 5_000; seq++) {
      writes.add(write(id, seq, String.valueOf(seq)));
    }
    for (Written written : log().write(writes)) {
      assertThat(await(written.gate())).isEqualTo(Outcome.STORED);
    }
    assertThat(read(id, 0, 6_000))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 5_000).mapToObj(String::valueOf).toList());
  }

  // Law 6: reads.

  @Test
  default void aReadBeginsAfterItsCursorAndEndsAtItsLimit() {
    LogId id = newLog();
    fill(id, 10);
    assertThat(read(id, 3, 4)).containsExactly("4", "5", "6", "7");
    assertThat(read(id, 8, 4)).containsExactly("9", "10");
    assertThat(read(id, 9, 1)).containsExactly("10");
    assertThat(read(id, 10, 4)).isEmpty();
    assertThat(read(id, 10, 1)).isEmpty();
    assertThat(read(id, 400, 4)).isEmpty();
  }

  @Test
  default void aReadEndsAtTheFirstGap() {
    LogId id = newLog();
    fill(id, 2);
    put(id, 4, "beyond");
    assertThat(read(id, 0, 10)).containsExactly("1", "2");
    assertThat(put(id, 3, "3")).isEqualTo(Outcome.STORED);
    assertThat(put(id, 4, "x")).isEqualTo(new Outcome.Taken(Buffer.buffer("beyond")));
    assertThat(read(id, 0, 10)).containsExactly("1", "2", "3", "beyond");
  }

  @Test
  default void nothingIsReadFromBeyondAGap() {
    LogId id = newLog();
    fill(id, 2);
    put(id, 4, "beyond");
    assertThat(read(id, 2, 10)).isEmpty();
    assertThat(read(id, 2, 1)).isEmpty();
  }

  @Test
  default void severalRangesAreAnsweredInTheOrderAsked() {
    LogId channel = newLog();
    LogId mailbox = new LogId(LogId.Sort.MAILBOX, channel.owner());
    fill(channel, 3);
    put(mailbox, 1, "in the mailbox");
    List<List<Cell>> ranges =
        await(
            log()
                .read(
                    List.of(
                        new Range(channel, 1, 10),
                        new Range(newLog(), 0, 10),
                        new Range(mailbox, 0, 10),
                        new Range(channel, 0, 1),
                        new Range(channel, 1, 10))));
    assertThat(ranges.stream().map(LogContract::texts))
        .containsExactly(
            List.of("2", "3"),
            List.of(),
            List.of("in the mailbox"),
            List.of("1"),
            List.of("2", "3"));
    assertThat(ranges.get(0).get(0)).isEqualTo(new Cell(channel, 2, Buffer.buffer("2")));
  }

  @Test
  default void aReaderBesideManyWritersNeverSeesAGapNorMissesWhatIsAcknowledged() throws Exception {
    LogId id = newLog();
    Register head = newRegister();
    inThreads(
        6,
        thread -> {
          for (int i = 0; i < 40; i++) {
            if (thread < 3) {
              Appended at = append(id, thread + "/" + i, head);
              assertThat(read(id, at.seq() - 1, 1)).containsExactly(thread + "/" + i);
            } else {
              long acknowledged = get(head);
              List<Cell> rows = await(log().read(List.of(new Range(id, 0, 1_000)))).get(0);
              assertThat(rows.size()).isGreaterThanOrEqualTo((int) acknowledged);
              assertThat(rows.stream().map(Cell::seq))
                  .containsExactlyElementsOf(
                      LongStream.rangeClosed(1, rows.size()).boxed().toList());
            }
          }
        });
  }

  // Law 7: registers.

  @Test
  default void aRegisterThatWasNeverRaisedIsNought() {
    assertThat(get(newRegister())).isZero();
  }

  @Test
  default void aRegisterOnlyRises() {
    Register register = newRegister();
    raise(register, 5);
    raise(register, 3);
    assertThat(get(register)).isEqualTo(5);
    raise(register, (1L << 53) - 1);
    assertThat(get(register)).isEqualTo((1L << 53) - 1);
  }

  @Test
  default void ofSeveralRaisesInOneCallTheHighestStays() {
    Register register = newRegister();
    List<Raise> raises = List.of(new Raise(register, 9), new Raise(register, 4));
    for (Written written :
        log().write(List.of(Write.of(raises), Write.of(List.of(new Raise(register, 6)))))) {
      await(written.puts());
    }
    assertThat(get(register)).isEqualTo(9);
  }

  @Test
  default void registersAreToldApartByKindOwnerAndPart() {
    String owner = Ids.next();
    List<Register> registers =
        List.of(
            new Register(Register.Kind.DEVICE_ACK, owner, "a"),
            new Register(Register.Kind.DEVICE_ACK, owner, "ab"),
            new Register(Register.Kind.DEVICE_ACK, owner + "a", "b"),
            new Register(Register.Kind.DEVICE_ACK, owner + "a", ""),
            new Register(Register.Kind.READ_MARKER, owner, "a"),
            new Register(Register.Kind.CHANNEL_VERSION, owner, ""));
    for (int i = 0; i < registers.size(); i++) {
      raise(registers.get(i), i + 1);
    }
    assertThat(await(log().get(registers))).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  default void aRegisterRaisedByManyThreadsNeverFallsForAnyReader() throws Exception {
    Register register = newRegister();
    inThreads(
        8,
        thread -> {
          Random random = new Random(thread);
          long seen = 0;
          for (int i = 0; i < 50; i++) {
            long value = 1L + random.nextInt(1_000);
            raise(register, value);
            long now = get(register);
            assertThat(now).isGreaterThanOrEqualTo(Math.max(seen, value));
            seen = now;
          }
        });
  }

  // Law 8: what one put raises of one owner is seen together.

  @Test
  default void registersOfOneOwnerThatAPutRaisesAreSeenTogether() throws Exception {
    LogId mailbox = new LogId(LogId.Sort.MAILBOX, Ids.next());
    Register head = new Register(Register.Kind.MAILBOX_HEAD, mailbox.owner(), "");
    Register copied = new Register(Register.Kind.COPIED, mailbox.owner(), "channel");
    int rows = 100;
    inThreads(
        3,
        thread -> {
          if (thread == 0) {
            for (int seq = 1; seq <= rows; seq++) {
              List<Raise> raises = List.of(new Raise(head, seq), new Raise(copied, seq));
              Put put = new Put(cell(mailbox, seq, "x"), raises);
              await(log().write(List.of(Write.of(put))).get(0).gate());
            }
          } else {
            long seen = 0;
            while (seen < rows) {
              long[] values = await(log().get(List.of(head, copied)));
              assertThat(values[1]).isEqualTo(values[0]);
              seen = values[0];
            }
          }
        });
  }

  // Unfinished fan-outs.

  @Test
  default void aChannelIsUnfinishedExactlyWhileItsHeadIsBeyondItsFanOut() {
    ChannelId channel = new ChannelId(Ids.next());
    assertThat(unfinished(channel)).isFalse();
    raise(Register.channelHead(channel), 3);
    assertThat(unfinished(channel)).isTrue();
    raise(Register.fannedOut(channel), 2);
    assertThat(unfinished(channel)).isTrue();
    raise(Register.fannedOut(channel), 3);
    assertThat(unfinished(channel)).isFalse();
    raise(Register.channelHead(channel), 4);
    assertThat(unfinished(channel)).isTrue();
  }

  @Test
  default void aChannelWhoseHeadAndFanOutRiseAtOnceIsFinished() {
    ChannelId channel = new ChannelId(Ids.next());
    LogId id = LogId.channel(channel);
    Put gate = new Put(cell(id, 1, "a"), List.of(new Raise(Register.channelHead(channel), 1)));
    List<Raise> last = List.of(new Raise(Register.fannedOut(channel), 1));
    await(log().write(List.of(new Write(Optional.of(gate), List.of(), last))).get(0).puts());
    assertThat(unfinished(channel)).isFalse();
  }

  @Test
  default void noMoreUnfinishedChannelsAreNamedThanAskedFor() {
    List<ChannelId> channels = new ArrayList<>();
    while (channels.size() < 4) {
      ChannelId channel = new ChannelId(Ids.next());
      if (Log.slot(channel) == 63) {
        channels.add(channel);
        raise(Register.channelHead(channel), 1);
      }
    }
    assertThat(await(log().unfinished(63, 3))).hasSize(3);
    assertThat(await(log().unfinished(63, 10_000))).containsAll(channels);
  }

  // What else the port says.

  @Test
  default void aCellHoldsAMebibyteOfAnyBytes() {
    byte[] bytes = new byte[Cell.MAX_BYTES];
    new Random(1).nextBytes(bytes);
    LogId id = newLog();
    Put put = new Put(new Cell(id, 1, Buffer.buffer(bytes)), List.of());
    assertThat(await(log().write(List.of(Write.of(put))).get(0).gate())).isEqualTo(Outcome.STORED);
    assertThat(await(log().read(List.of(new Range(id, 0, 10)))).get(0))
        .containsExactly(new Cell(id, 1, Buffer.buffer(bytes)));
  }

  @Test
  default void noOwnerIsMistakenForAnother() {
    String base = Ids.next();
    List<String> owners =
        List.of(
            base,
            base + "a",
            base + "ab",
            base + ":",
            base + ".-_",
            base + "소통",
            base + "😀",
            base + "\0");
    for (String owner : owners) {
      put(new LogId(LogId.Sort.MAILBOX, owner), 1, owner);
      put(new LogId(LogId.Sort.MAILBOX, owner), 2, owner + "2");
      put(new LogId(LogId.Sort.MAILBOX, owner), 256, "beyond a gap"); // its bytes hold a 1 and a 0
    }
    for (String owner : owners) {
      assertThat(read(new LogId(LogId.Sort.MAILBOX, owner), 0, 10))
          .containsExactly(owner, owner + "2");
      assertThat(read(new LogId(LogId.Sort.CHANNEL, owner), 0, 10)).isEmpty();
    }
  }

  @Test
  default void answersComeOnTheContextOfTheCaller() {
    Vertx vertx = Vertx.vertx();
    try {
      LogId id = newLog();
      Register register = newRegister();
      Context context = vertx.getOrCreateContext();
      Promise<Set<Boolean>> own = Promise.promise();
      context.runOnContext(
          v ->
              log()
                  .write(List.of(write(id, 1, "a", register, 1)))
                  .get(0)
                  .gate()
                  .compose(stored -> same(context, log().read(List.of(new Range(id, 0, 10)))))
                  .compose(first -> same(context, log().get(List.of(register, newRegister()))))
                  .compose(second -> same(context, log().unfinished(1, 10)))
                  .map(third -> Set.of(Vertx.currentContext() == context))
                  .onComplete(own));
      assertThat(await(own.future())).containsExactly(true);
    } finally {
      await(vertx.close());
    }
  }

  private static Future<Void> same(Context context, Future<?> answer) {
    return answer.map(
        found -> {
          assertThat(Vertx.currentContext()).isSameAs(context);
          return null;
        });
  }

  // How the tests speak.

  /** Waits for an answer, from a thread of the test. */
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A log that nobody else knows. */
  static LogId newLog() {
    return new LogId(LogId.Sort.CHANNEL, Ids.next());
  }

  static Register newRegister() {
    return new Register(Register.Kind.MAILBOX_HEAD, Ids.next(), "");
  }

  private static Cell cell(LogId id, long seq, String text) {
    return new Cell(id, seq, Buffer.buffer(text));
  }

  static Put of(LogId id, long seq, String text) {
    return new Put(cell(id, seq, text), List.of());
  }

  /** A write of one put. */
  static Write write(LogId id, long seq, String text) {
    return Write.of(of(id, seq, text));
  }

  private static Write write(LogId id, long seq, String text, Register register, long value) {
    return Write.of(new Put(cell(id, seq, text), List.of(new Raise(register, value))));
  }

  static Write gated(LogId id, long seq, List<Put> puts, Register last) {
    return new Write(Optional.of(of(id, seq, "gate")), puts, List.of(new Raise(last, 1)));
  }

  private static List<String> texts(List<Cell> cells) {
    return cells.stream().map(cell -> cell.value().toString()).toList();
  }

  default Outcome put(LogId id, long seq, String text) {
    return await(log().write(List.of(write(id, seq, text))).get(0).gate());
  }

  private void fill(LogId id, int rows) {
    for (int seq = 1; seq <= rows; seq++) {
      put(id, seq, String.valueOf(seq));
    }
  }

  default List<String> read(LogId id, long after, int limit) {
    return texts(await(log().read(List.of(new Range(id, after, limit)))).get(0));
  }

  default long get(Register register) {
    return await(log().get(List.of(register)))[0];
  }

  private void raise(Register register, long value) {
    await(log().write(List.of(Write.of(List.of(new Raise(register, value))))).get(0).puts());
  }

  private boolean unfinished(ChannelId channel) {
    return await(log().unfinished(Log.slot(channel), 100_000)).contains(channel);
  }

  private Appended append(LogId id, String text, Register... heads) {
    return await(
        new Append(log())
            .append(
                new Append.Entry(
                    id,
                    0,
                    0,
                    row -> row.toString().equals(text),
                    seq ->
                        new Put(
                            cell(id, seq, text),
                            java.util.Arrays.stream(heads)
                                .map(head -> new Raise(head, seq))
                                .toList()))));
  }

  /** Something that a thread of a test does. */
  @FunctionalInterface
  interface Work {
    void of(int thread) throws Exception;
  }

  /** Does the same in several threads at once; the first failure is the test's. */
  static void inThreads(int threads, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<java.util.concurrent.Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        ends.add(
            pool.submit(
                () -> {
                  work.of(thread);
                  return null;
                }));
      }
      for (java.util.concurrent.Future<?> end : ends) {
        end.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
