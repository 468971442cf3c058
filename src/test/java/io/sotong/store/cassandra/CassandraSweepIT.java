package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.log.Log;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.sotong.servers.RealServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Sweeping finds every unfinished channel, and looks at no others for long. */
@TestInstance(Lifecycle.PER_CLASS)
class CassandraSweepIT {
  private Opened one;
  private Opened other;

  @BeforeAll
  void open() {
    one = new Opened(options());
    other = new Opened(options());
  }

  @AfterAll
  void close() {
    one.close();
    other.close();
  }

  @Test
  void anUnfinishedChannelIsFoundHoweverManyOthersAreDoneAfterIt() {
    ChannelId forgotten = channel(7);
    raise(one.log, new Raise(Register.channelHead(forgotten), 4));
    List<ChannelId> done = finish(7, 4 * Marks.ROUND_MARKS);
    assertThat(unfinished(7)).containsExactly(forgotten);
    assertThat(unfinished(7)).containsExactly(forgotten); // carried into a round that is open
    finish(7, 2 * Marks.ROUND_MARKS);
    assertThat(unfinished(7)).containsExactly(forgotten);
    raise(other.log, new Raise(Register.channelHead(done.get(0)), 9));
    assertThat(unfinished(7)).containsExactlyInAnyOrder(forgotten, done.get(0));
    raise(one.log, new Raise(Register.fannedOut(forgotten), 4));
    raise(one.log, new Raise(Register.fannedOut(done.get(0)), 9));
    assertThat(unfinished(7)).isEmpty();
  }

  @Test
  void aSweepOfASlotWithManyFinishedChannelsCostsAHandfulOfStatements() {
    finish(8, 3 * Marks.ROUND_MARKS);
    unfinished(8);
    unfinished(8);
    long before = one.log.statements() + other.log.statements();
    assertThat(unfinished(8)).isEmpty();
    assertThat(one.log.statements() + other.log.statements() - before).isLessThanOrEqualTo(8);
  }

  @Test
  void aHeadThatIsRaisedLongAfterItsMarkIsFound() {
    ChannelId channel = channel(9);
    try (PausedWriter paused = new PausedWriter(options())) {
      paused.mark(channel, 5);
      long round = paused.rounds(9).open();
      closeAndClear(9, round);
      paused.raiseHead(channel, 5);
    }
    assertThat(unfinished(9)).containsExactly(channel);
  }

  @Test
  void whoKnowsOnlyARoundThatIsClearedMarksAgain() {
    ChannelId channel = channel(10);
    try (PausedWriter behind = new PausedWriter(options())) {
      long round = behind.rounds(10).open();
      closeAndClear(10, round);
      behind.mark(channel, 1);
      behind.raiseHead(channel, 1);
    }
    assertThat(unfinished(10)).containsExactly(channel);
  }

  /** Goes on until a round is not looked at any more. */
  private void closeAndClear(int slot, long round) {
    try (PausedWriter looking = new PausedWriter(options())) {
      while (looking.rounds(slot).first() <= round) {
        finish(slot, Marks.ROUND_MARKS);
        assertThat(unfinished(slot)).isEmpty();
      }
    }
  }

  private static CassandraOptions options() {
    return Opened.options(
        List.of(RealServers.cassandra()), Opened.keyspace(CassandraSweepIT.class), 1);
  }

  /** Channels whose fan-outs are begun and finished, by either node. */
  private List<ChannelId> finish(int slot, int count) {
    List<ChannelId> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(channel(slot));
    }
    List<Write> heads = new ArrayList<>();
    List<Write> ends = new ArrayList<>();
    for (ChannelId channel : channels) {
      heads.add(Write.of(List.of(new Raise(Register.channelHead(channel), 1))));
      ends.add(Write.of(List.of(new Raise(Register.fannedOut(channel), 1))));
    }
    one.log.write(heads).forEach(written -> Opened.await(written.puts()));
    other.log.write(ends).forEach(written -> Opened.await(written.puts()));
    return channels;
  }

  private List<ChannelId> unfinished(int slot) {
    List<ChannelId> found = Opened.await(one.log.unfinished(slot, 100_000));
    assertThat(Opened.await(other.log.unfinished(slot, 100_000)))
        .containsExactlyInAnyOrderElementsOf(found);
    return found;
  }

  private static ChannelId channel(int slot) {
    while (true) {
      ChannelId channel = new ChannelId(Ids.next());
      if (Log.slot(channel) == slot) {
        return channel;
      }
    }
  }

  private static void raise(CassandraLog log, Raise raise) {
    Opened.await(log.write(List.of(Write.of(List.of(raise)))).get(0).puts());
  }
}
