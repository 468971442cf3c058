package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.channel.ChannelAccess;
import io.sotong.channel.History;
import io.sotong.channel.Membership;
import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.mailbox.NoNotices;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.routing.Router;
import io.sotong.routing.RoutingOptions;
import io.sotong.servers.RealServers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** How few statements a {@link CassandraLog} makes do with; counted, so no clock decides. */
@TestInstance(Lifecycle.PER_CLASS)
class CassandraThriftIT {
  private final Vertx vertx = Vertx.vertx();
  private CassandraLog log;

  @BeforeAll
  void open() {
    log =
        Opened.await(
            CassandraLog.open(
                vertx,
                Opened.options(
                    List.of(RealServers.cassandra()),
                    Opened.keyspace(CassandraThriftIT.class),
                    1)));
  }

  @AfterAll
  void close() {
    Opened.await(log.close());
    Opened.await(vertx.close());
  }

  @Test
  void callsThatWaitTogetherForOneLogShareConditionalStatements() {
    LogId id = new LogId(LogId.Sort.CHANNEL, Ids.next());
    long before = log.conditionalPuts();
    List<Outcome> outcomes = putEach(id, LongStream.rangeClosed(1, 300).boxed().toList());
    assertThat(outcomes).hasSize(300).containsOnly(Outcome.STORED);
    // The first may go alone; all others wait for it.
    assertThat(log.conditionalPuts() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void oneTakenPlaceCostsTheOthersThatWaitNothingButTime() {
    LogId id = new LogId(LogId.Sort.CHANNEL, Ids.next());
    putEach(id, List.of(3L));
    long before = log.conditionalPuts();
    List<Outcome> outcomes = putEach(id, List.of(1L, 2L, 3L, 4L, 5L));
    assertThat(outcomes)
        .containsExactly(
            Outcome.STORED,
            Outcome.STORED,
            new Outcome.Taken(Buffer.buffer("3")),
            Outcome.STORED,
            Outcome.STORED);
    assertThat(log.conditionalPuts() - before).isLessThanOrEqualTo(4);
  }

  @Test
  void whoWaitsForAPlaceThatAnotherWinsNeedsNoStatementToLearnIt() {
    LogId id = new LogId(LogId.Sort.CHANNEL, Ids.next());
    long before = log.conditionalPuts();
    List<Outcome> outcomes = putEach(id, LongStream.range(0, 50).map(i -> 1).boxed().toList());
    assertThat(outcomes).filteredOn(Outcome.STORED::equals).hasSize(1);
    assertThat(log.conditionalPuts() - before).isEqualTo(1);
  }

  @Test
  void putsOnBothSidesOfABucketsBorderDoNotShareAStatementButKeepTheirOrder() {
    LogId id = new LogId(LogId.Sort.MAILBOX, Ids.next());
    long before = log.conditionalPuts();
    List<Write> writes =
        LongStream.rangeClosed(1_020, 1_030).mapToObj(seq -> Write.of(put(id, seq))).toList();
    for (Written written : log.write(writes)) {
      assertThat(Opened.await(written.gate())).isEqualTo(Outcome.STORED);
    }
    assertThat(log.conditionalPuts() - before).isEqualTo(2);
  }

  @Test
  void equalReadsAtTheSameTimeAreReadOnce() {
    LogId id = new LogId(LogId.Sort.CHANNEL, Ids.next());
    putEach(id, List.of(1L, 2L, 3L));
    long before = log.rowReads();
    List<Supplier<Future<List<List<Cell>>>>> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      reads.add(() -> log.read(List.of(new Range(id, 0, 50))));
    }
    for (List<List<Cell>> read : together(reads)) {
      assertThat(read.get(0)).hasSize(3);
    }
    // One that is under way, and one after it for all who came later.
    assertThat(log.rowReads() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void messagesOfOneChannelThatWaitTogetherShareAStatementAndSoDoTheirCopiesInAMailbox() {
    int messages = 60;
    Membership group = group(5);
    Router router = router(group);
    long before = log.conditionalPuts();
    List<Supplier<Future<Sent>>> sends = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      Send send =
          new Send(
              new UserId("member0" + group.channelId()),
              new DeviceId("device"),
              group.channelId(),
              "hello",
              "r" + i,
              OptionalLong.empty());
      sends.add(() -> router.send(send));
    }
    assertThat(together(sends)).extracting(Sent::seq).doesNotHaveDuplicates();
    Await.until(
        "all copies are there",
        Duration.ofSeconds(60),
        () -> Opened.await(log.get(List.of(Register.fannedOut(group.channelId()))))[0] == messages);
    // The first may go alone, and so may its copies; the rest of the copies is at most two pages.
    assertThat(log.conditionalPuts() - before).isLessThanOrEqualTo(2 + 3 * 5);
    for (UserId user : group.usernames().keySet()) {
      assertThat(rows(LogId.mailbox(user), 0, 100)).hasSize(messages);
    }
  }

  @Test
  void equalPagesOfHistoryAskedForAtTheSameTimeAreReadOnce() {
    Membership group = group(2);
    LogId id = LogId.channel(group.channelId());
    Buffer row = new MessageRow(new UserId("somebody"), "r", 1, List.of(), "a message").encode();
    List<Write> writes =
        LongStream.rangeClosed(1, 40)
            .mapToObj(seq -> Write.of(new Put(new Cell(id, seq, row), List.of())))
            .toList();
    log.write(writes).forEach(written -> Opened.await(written.puts()));
    History history = new History(log);
    ChannelAccess.View view = new ChannelAccess.View(group, 40, 0);
    long before = log.rowReads();
    List<Supplier<Future<History.Page>>> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      reads.add(() -> history.page(view, new History.Place.Newest(), 30));
    }
    for (History.Page page : together(reads)) {
      assertThat(page.messages()).hasSize(30);
    }
    assertThat(log.rowReads() - before).isLessThanOrEqualTo(2);
  }

  private static Membership group(int members) {
    ChannelId channel = new ChannelId(Ids.next());
    Map<UserId, String> names = new HashMap<>();
    for (int i = 0; i < members; i++) {
      names.put(new UserId("member" + i + channel), "member" + i);
    }
    return new Membership(channel, Channel.Kind.GROUP, 0, names, Set.of());
  }

  private Router router(Membership group) {
    return new Router(
        log,
        channel -> Future.succeededFuture(Optional.of(group)),
        new NoNotices(),
        (places, fields) -> Future.succeededFuture(List.of()),
        InstantSource.system(),
        RoutingOptions.DEFAULTS);
  }

  @Test
  void theFirstRowThatLivesIsFoundAmongThousandsOfExpiredBuckets() {
    LogId id = new LogId(LogId.Sort.MAILBOX, Ids.next());
    long first = 1_024L * 50_000 + 7;
    List<Write> writes =
        LongStream.range(first, first + 1_500).mapToObj(seq -> Write.of(put(id, seq))).toList();
    log.write(writes).forEach(written -> Opened.await(written.puts()));
    assertThat(rows(id, 0, 10)).isEmpty(); // a gap, as long as no head says that it was filled
    raise(new Register(Register.Kind.MAILBOX_HEAD, id.owner(), ""), first + 1_499);
    for (long after : List.of(0L, 5_000L, first - 1_024, first - 2, first - 1)) {
      long before = log.rowReads();
      List<Cell> rows = rows(id, after, 1_200);
      assertThat(rows.get(0).seq()).isEqualTo(first);
      assertThat(rows).hasSize(1_200);
      assertThat(log.rowReads() - before).isLessThanOrEqualTo(22);
    }
    assertThat(rows(id, first + 1_499, 10)).isEmpty();
    assertThat(rows(id, first + 1_480, 100)).hasSize(19);
  }

  @Test
  void aMailboxOfWhichAllHasExpiredIsEmpty() {
    LogId id = new LogId(LogId.Sort.MAILBOX, Ids.next());
    raise(new Register(Register.Kind.MAILBOX_HEAD, id.owner(), ""), 1L << 40);
    long before = log.rowReads();
    assertThat(rows(id, 0, 10)).isEmpty();
    assertThat(log.rowReads() - before).isLessThanOrEqualTo(35);
  }

  private List<Outcome> putEach(LogId id, List<Long> places) {
    List<Supplier<Future<Outcome>>> puts = new ArrayList<>();
    for (long seq : places) {
      puts.add(() -> log.write(List.of(Write.of(put(id, seq)))).get(0).gate());
    }
    return together(puts);
  }

  /** Makes all calls in one task, so that all have come before anything can be answered. */
  private <T> List<T> together(List<Supplier<Future<T>>> calls) {
    Promise<List<T>> all = Promise.promise();
    vertx.runOnContext(
        v -> {
          List<Future<T>> answers = calls.stream().map(Supplier::get).toList();
          Future.all(answers)
              .map(done -> answers.stream().map(Future::result).toList())
              .onComplete(all);
        });
    return Opened.await(all.future());
  }

  private List<Cell> rows(LogId id, long after, int limit) {
    return Opened.await(log.read(List.of(new Range(id, after, limit)))).get(0);
  }

  private void raise(Register register, long value) {
    Opened.await(log.write(List.of(Write.of(List.of(new Raise(register, value))))).get(0).puts());
  }

  private static Put put(LogId id, long seq) {
    return new Put(new Cell(id, seq, Buffer.buffer(String.valueOf(seq))), List.of());
  }
}
