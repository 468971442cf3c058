package io.sotong.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.channel.Membership;
import io.sotong.channel.MemoryLog;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.log.Written;
import io.sotong.mailbox.Entry;
import io.sotong.mailbox.MailboxAppender;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several drivers bring the same messages into the same mailboxes, and each stands there once. */
class FanOutDriverTest {
  private static final ChannelId GROUP = new ChannelId("group");
  private static final ChannelId OTHER = new ChannelId("other");
  private static final UserId ANN = new UserId("ann");
  private static final int ROWS = 10;

  private final MemoryLog store = new MemoryLog();

  @Test
  void bringsEveryMessageInTheOrderOfTheChannel() {
    say(GROUP, ROWS);

    driver(store).drive(GROUP);

    assertThat(copies(GROUP)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(store.value(Register.fannedOut(GROUP))).isEqualTo(ROWS);
  }

  /** The step is the number of calls to the store after which it stands still. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void oneThatStoodStillWhileOthersWentFarBeyondRepeatsNothing(int step) {
    say(GROUP, ROWS);
    Pausing log = new Pausing(step);

    driver(log).drive(GROUP);

    assertThat(log.paused).isTrue();
    assertThat(copies(GROUP)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(copies(OTHER)).hasSize(2 * MailboxAppender.LOOK_BACK).isSorted();
  }

  private void say(ChannelId channel, int messages) {
    for (int i = 0; i < messages; i++) {
      store.say(channel, ANN, "hello", 1);
    }
  }

  private List<Long> copies(ChannelId channel) {
    List<Long> seqs = new ArrayList<>();
    for (Cell cell : store.read(List.of(new Range(LogId.mailbox(ANN), 0, 1_000))).result().get(0)) {
      if (Entry.decode(cell.value()) instanceof Entry.OfMessage copy
          && copy.channel().equals(channel)) {
        seqs.add(copy.seq());
      }
    }
    return seqs;
  }

  private static FanOutDriver driver(Log log) {
    KnownMembers members =
        new KnownMembers(
            channel ->
                Future.succeededFuture(
                    Optional.of(
                        new Membership(
                            channel, Channel.Kind.GROUP, 0, Map.of(ANN, "ann"), Set.of()))),
            () -> Instant.EPOCH,
            10);
    Hints hints = (places, fields) -> Future.succeededFuture(List.of());
    return new FanOutDriver(log, members, hints, new MailboxTails(log));
  }

  /** A way to the store on which, after some calls, time stands still while others go on. */
  private final class Pausing implements Log {
    private int callsLeft;
    private boolean paused;

    Pausing(int calls) {
      callsLeft = calls;
    }

    private <T> T then(T answer) {
      if (--callsLeft == 0) {
        paused = true;
        driver(store).drive(GROUP);
        say(OTHER, 2 * MailboxAppender.LOOK_BACK);
        driver(store).drive(OTHER);
      }
      return answer;
    }

    @Override
    public List<Written> write(List<Write> writes) {
      return then(store.write(writes));
    }

    @Override
    public Future<List<List<Cell>>> read(List<Range> ranges) {
      return then(store.read(ranges));
    }

    @Override
    public Future<long[]> get(List<Register> registers) {
      return then(store.get(registers));
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
