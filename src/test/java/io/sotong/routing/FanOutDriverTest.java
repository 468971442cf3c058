package io.sotong.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.channel.Membership;
import io.sotong.channel.MemoryLog;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Put;
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
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several drivers bring the same messages into the same mailboxes, and each stands there once. */
class FanOutDriverTest {
  private static final ChannelId GROUP = new ChannelId("group");
  private static final ChannelId OTHER = new ChannelId("other");
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final int ROWS = 2 * FanOutPage.MAX_ROWS + 2;
  private static final int MANY = 2 * MailboxAppender.LOOK_BACK;

  private final MemoryLog store = new MemoryLog();
  private final List<String> hinted = new ArrayList<>();

  @Test
  void bringsEveryMessageInTheOrderOfTheChannel() {
    say(GROUP, ROWS);

    driver(store).drive(GROUP);

    assertEachOnceInOrder();
    assertThat(store.value(Register.fannedOut(GROUP))).isEqualTo(ROWS);
    assertThat(hinted)
        .hasSize(2 * ROWS)
        .startsWith("ann 1", "bob 1", "ann 2")
        .doesNotHaveDuplicates();
  }

  @Test
  void aPageGoesIntoEachMailboxInOneWrite() {
    say(GROUP, FanOutPage.MAX_ROWS);
    Counting log = new Counting(store);

    driver(log).drive(GROUP);

    assertThat(log.puts).containsExactly(FanOutPage.MAX_ROWS, FanOutPage.MAX_ROWS, 0);
  }

  @Test
  void aPageIsBoundedByBytesToo() {
    String large = "x".repeat(FanOutPage.MAX_BYTES / 4);
    for (int i = 0; i < 6; i++) {
      store.say(GROUP, ANN, large, 1);
    }
    Counting log = new Counting(store);

    driver(log).drive(GROUP);

    assertThat(log.puts).containsExactly(3, 3, 0, 3, 3, 0);
  }

  @Test
  void whatStandsBeyondTheHeadIsNotToldYet() {
    say(GROUP, 3);
    Cell lost =
        new Cell(LogId.channel(GROUP), 4, new MessageRow(ANN, "r4", 1, List.of(), "lost").encode());
    store.write(List.of(Write.of(new Put(lost, List.of()))));

    driver(store).drive(GROUP);

    assertThat(copies(ANN, GROUP)).containsExactly(1L, 2L, 3L);
    assertThat(store.value(Register.fannedOut(GROUP))).isEqualTo(3);
  }

  /** The step is the number of calls to the store after which it stands still. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void oneThatStoodStillWhileOthersWentFarBeyondRepeatsNothing(int step) {
    say(GROUP, ROWS);
    Pausing log = new Pausing(step, false);

    driver(log).drive(GROUP);

    assertThat(log.paused).isTrue();
    assertEachOnceInOrder();
    assertThat(copies(ANN, OTHER)).hasSize(MANY).isSorted();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void whatOneThatDiedHasCopiedIsKnownHoweverMuchFollowed(int step) {
    say(GROUP, ROWS);
    Pausing log = new Pausing(step, true);

    driver(log).drive(GROUP);
    assertThat(log.paused).isTrue();
    driver(store).drive(GROUP);

    assertEachOnceInOrder();
    assertThat(copies(ANN, OTHER)).hasSize(MANY).isSorted();
  }

  private void assertEachOnceInOrder() {
    List<Long> all = LongStream.rangeClosed(1, ROWS).boxed().toList();
    assertThat(copies(ANN, GROUP)).isEqualTo(all);
    assertThat(copies(BOB, GROUP)).isEqualTo(all);
  }

  private void say(ChannelId channel, int messages) {
    for (int i = 0; i < messages; i++) {
      store.say(channel, ANN, "hello", 1);
    }
  }

  private List<Long> copies(UserId user, ChannelId channel) {
    List<Long> seqs = new ArrayList<>();
    Range all = new Range(LogId.mailbox(user), 0, 10_000);
    for (Cell cell : store.read(List.of(all)).result().get(0)) {
      if (Entry.decode(cell.value()) instanceof Entry.OfMessage copy
          && copy.channel().equals(channel)) {
        seqs.add(copy.seq());
      }
    }
    return seqs;
  }

  private FanOutDriver driver(Log log) {
    KnownMembers members =
        new KnownMembers(
            channel -> Future.succeededFuture(Optional.of(members(channel))),
            () -> Instant.EPOCH,
            10);
    Hints hints =
        (places, fields) -> {
          places.forEach(place -> hinted.add(place.user().value() + ' ' + place.seq()));
          return Future.succeededFuture(List.of());
        };
    return new FanOutDriver(log, members, hints, new MailboxTails(log), new AtOnce(1));
  }

  private static Membership members(ChannelId channel) {
    Map<UserId, String> names = new LinkedHashMap<>();
    names.put(ANN, "ann");
    names.put(BOB, "bob");
    return new Membership(channel, Channel.Kind.GROUP, 0, names, Set.of());
  }

  /** A way to the store on which every call is told of. */
  private abstract static class Watched implements Log {
    private final Log log;

    Watched(Log log) {
      this.log = log;
    }

    /** After a call to the store; the answer that the caller is to have. */
    abstract <T> Future<T> then(Future<T> answer);

    @Override
    public List<Written> write(List<Write> writes) {
      return log.write(writes).stream()
          .map(written -> new Written(written.gate(), then(written.puts())))
          .toList();
    }

    @Override
    public Future<List<List<Cell>>> read(List<Range> ranges) {
      return then(log.read(ranges));
    }

    @Override
    public Future<long[]> get(List<Register> registers) {
      return then(log.get(registers));
    }

    @Override
    public Future<List<ChannelId>> unfinished(int slot, int limit) {
      return log.unfinished(slot, limit);
    }

    @Override
    public boolean atomic() {
      return log.atomic();
    }
  }

  /** Counts the puts of each write. */
  private static final class Counting extends Watched {
    private final List<Integer> puts = new ArrayList<>();

    Counting(Log log) {
      super(log);
    }

    @Override
    <T> Future<T> then(Future<T> answer) {
      return answer;
    }

    @Override
    public List<Written> write(List<Write> writes) {
      writes.forEach(write -> puts.add(write.puts().size()));
      return super.write(writes);
    }
  }

  /** After some calls time stands still here while others go on, for a while or for ever. */
  private final class Pausing extends Watched {
    private final boolean dies;
    private int callsLeft;
    private boolean paused;

    Pausing(int calls, boolean dies) {
      super(store);
      this.dies = dies;
      callsLeft = calls;
    }

    @Override
    <T> Future<T> then(Future<T> answer) {
      if (--callsLeft == 0) {
        paused = true;
        if (!dies) {
          driver(store).drive(GROUP);
        }
        say(OTHER, MANY);
        driver(store).drive(OTHER);
      }
      return paused && dies ? Promise.<T>promise().future() : answer;
    }
  }
}
