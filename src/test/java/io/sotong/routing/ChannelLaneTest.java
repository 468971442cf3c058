package io.sotong.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.channel.Membership;
import io.sotong.channel.MemoryLog;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits in a lane while the store is slow. */
class ChannelLaneTest {
  private static final ChannelId CHANNEL = new ChannelId("channel");
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");

  private final SlowLog log = new SlowLog(new MemoryLog());
  private final ChannelLane lane = lane(log);

  @Test
  void aMessageThatWaitsManyTimesIsStoredOnceAndAskedForOnce() {
    List<Future<Sent>> answers =
        IntStream.range(0, 50).mapToObj(i -> lane.send(send(ANN, "same"))).toList();

    log.answers();

    assertThat(answers).allMatch(Future::succeeded);
    assertThat(answers).extracting(answer -> answer.result().seq()).containsOnly(1L);
    assertThat(answers.stream().filter(answer -> answer.result().isNew())).hasSize(1);
    assertThat(rows()).isEqualTo(1);
    assertThat(log.calls).as("calls to the store, whatever their number").isLessThan(20);
  }

  @Test
  void allThatWaitAreToldThatTheStoreFailed() {
    List<Future<Sent>> answers =
        IntStream.range(0, 5).mapToObj(i -> lane.send(send(ANN, "same"))).toList();

    log.fails();

    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(ChatException.from(answer.cause()).code())
                    .isEqualTo(ErrorCode.UNAVAILABLE));
  }

  @Test
  void othersWithTheSameRefAndOtherRefsKeepTheirPlaces() {
    List<Future<Sent>> answers =
        List.of(
            lane.send(send(ANN, "first")),
            lane.send(send(ANN, "same")),
            lane.send(send(BOB, "same")),
            lane.send(send(ANN, "same")),
            lane.send(send(ANN, "last")));

    log.answers();

    assertThat(answers)
        .extracting(answer -> answer.result().seq())
        .containsExactly(1L, 2L, 3L, 2L, 4L);
    assertThat(answers)
        .extracting(answer -> answer.result().isNew())
        .containsExactly(true, true, true, false, true);
  }

  @Test
  void whoeverNamesAnotherBaseIsJudgedByIt() {
    lane.send(send(ANN, "first"));
    Future<Sent> fine = lane.send(send(ANN, "same", OptionalLong.of(1)));
    Future<Sent> above = lane.send(send(ANN, "same", OptionalLong.of(7)));

    log.answers();

    assertThat(fine.result().seq()).isEqualTo(2);
    assertThat(ChatException.from(above.cause()).code()).isEqualTo(ErrorCode.INVALID);
  }

  @Test
  void manyThatComeAgainAfterAReconnectAreAnsweredTogether() {
    List<Sent> before = sendAll(lane, log);
    SlowLog restarted = new SlowLog(log.store);

    List<Sent> again = sendAll(lane(restarted), restarted);

    assertThat(again)
        .isEqualTo(
            before.stream()
                .map(sent -> new Sent(CHANNEL, sent.seq(), sent.sentAtMs(), false))
                .toList());
    assertThat(rows()).isEqualTo(60);
    assertThat(restarted.calls).as("calls to the store, whatever their number").isLessThan(20);
  }

  private static List<Sent> sendAll(ChannelLane lane, SlowLog log) {
    List<Future<Sent>> answers =
        IntStream.range(0, 60)
            .mapToObj(i -> lane.send(send(ANN, "m" + i, OptionalLong.of(0))))
            .toList();
    log.answers();
    return answers.stream().map(Future::result).toList();
  }

  private int rows() {
    return log.store
        .read(List.of(new Range(LogId.channel(CHANNEL), 0, 100)))
        .result()
        .get(0)
        .size();
  }

  private static Send send(UserId sender, String ref) {
    return send(sender, ref, OptionalLong.empty());
  }

  private static Send send(UserId sender, String ref, OptionalLong base) {
    return new Send(sender, new DeviceId("device"), CHANNEL, "hello", ref, base);
  }

  private static ChannelLane lane(Log log) {
    KnownMembers members =
        new KnownMembers(
            channel ->
                Future.succeededFuture(
                    Optional.of(
                        new Membership(
                            channel,
                            Channel.Kind.GROUP,
                            0,
                            Map.of(ANN, "ann", BOB, "bob"),
                            Set.of()))),
            () -> Instant.EPOCH,
            10);
    Hints hints = (places, fields) -> Future.succeededFuture(List.of());
    MailboxTails tails = new MailboxTails(log);
    return new ChannelLane(
        CHANNEL,
        log,
        new Committer(log, hints, tails),
        new FanOutDriver(log, members, hints, tails, new AtOnce(1)),
        new ChannelView(CHANNEL, log, members),
        () -> Instant.EPOCH);
  }

  /** A store that does not answer its first question until it is let, and then all at once. */
  private static final class SlowLog implements Log {
    final MemoryLog store;
    private final Promise<Void> first = Promise.promise();
    int calls;

    SlowLog(MemoryLog store) {
      this.store = store;
    }

    void answers() {
      first.complete();
    }

    void fails() {
      first.fail(new ChatException(ErrorCode.UNAVAILABLE, "the store does not answer"));
    }

    @Override
    public List<Written> write(List<Write> writes) {
      calls++;
      return store.write(writes);
    }

    @Override
    public Future<List<List<Cell>>> read(List<Range> ranges) {
      calls++;
      return store.read(ranges);
    }

    @Override
    public Future<long[]> get(List<Register> registers) {
      calls++;
      return first.future().compose(let -> store.get(registers));
    }

    @Override
    public Future<List<ChannelId>> unfinished(int slot, int limit) {
      return store.unfinished(slot, limit);
    }

    @Override
    public boolean atomic() {
      return store.atomic();
    }
  }
}
