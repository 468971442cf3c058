package io.sotong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.cluster.Recording.Acknowledged;
import io.sotong.cluster.Recording.Got;
import io.sotong.cluster.Recording.Written;
import io.sotong.cluster.Recordings.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker of the cluster tests catches each sort of broken promise. */
class RecordingsTest {
  private static final Row FIRST = new Row(1, "ann", "r1");
  private static final Row SECOND = new Row(2, "bob", "r2");

  private final Recording ann = new Recording("ann's", "ann");
  private final Recording bob = new Recording("bob's", "bob");

  RecordingsTest() {
    ann.wrote(new Written("r1", "c", 0));
    ann.acknowledged(new Acknowledged("r1", "c", 1, 100));
    bob.wrote(new Written("r2", "c", 1));
    bob.acknowledged(new Acknowledged("r2", "c", 2, 200));
    got(ann, 7, FIRST, 90);
    got(ann, 8, SECOND, 900);
  }

  @Test
  void findsNothingWhereAllIsWellAndTellsTheLongestDelayToAnotherDevice() {
    bobGetsBoth();

    assertThat(judged(FIRST, SECOND).violations()).isEmpty();
    assertThat(judged(FIRST, SECOND).longestDelay()).isEqualTo(Duration.ofNanos(700));
  }

  @Test
  void isLiveWhenTheLatestMessagesReachedEverybodySoon() {
    bobGetsBoth();

    Recordings all = judged(FIRST, SECOND);
    assertThat(all.isLive(0, 2, Duration.ofNanos(700))).isTrue();
    assertThat(all.isLive(0, 2, Duration.ofNanos(699))).isFalse();
    assertThat(all.isLive(0, 3, Duration.ofNanos(700))).isFalse();
    assertThat(all.isLive(150, 1, Duration.ofNanos(700))).isTrue();
    assertThat(all.isLive(150, 2, Duration.ofNanos(700))).isFalse();
  }

  @Test
  void isNotLiveWhileAMessageIsMissingThatWasSentBeforeOneThatEverybodyHas() {
    got(bob, 2, SECOND, 250);

    assertThat(judged(FIRST, SECOND).isLive(0, 1, Duration.ofNanos(700))).isTrue();
    assertThat(judged(FIRST, SECOND).isLive(0, 2, Duration.ofNanos(700))).isFalse();
  }

  @Test
  void anAcknowledgedMessageThatIsNotInHistoryIsLost() {
    bobGetsBoth();

    assertThat(judged(FIRST).violations())
        .anyMatch(wrong -> wrong.startsWith("lost: acknowledged"))
        .anyMatch(wrong -> wrong.startsWith("ghost: history does not have"));
  }

  @Test
  void aMessageThatADeviceNeverGotIsLost() {
    got(bob, 1, FIRST, 150);

    assertThat(judged(FIRST, SECOND).violations())
        .singleElement()
        .asString()
        .startsWith("lost: never got");
  }

  @Test
  void aMessageThatStandsTwiceInHistoryIsDoubled() {
    bobGetsBoth();

    assertThat(judged(FIRST, SECOND, new Row(3, "ann", "r1")).violations())
        .anyMatch(wrong -> wrong.startsWith("doubled: c/3 stands earlier"));
  }

  @Test
  void aMessageThatADeviceGotTwiceIsDoubled() {
    bobGetsBoth();
    got(bob, 3, SECOND, 700);

    assertThat(judged(FIRST, SECOND).violations())
        .singleElement()
        .asString()
        .startsWith("doubled: ");
  }

  @Test
  void aMessageAfterALaterOneIsOutOfOrder() {
    got(bob, 1, SECOND, 150);
    got(bob, 2, FIRST, 250);

    assertThat(judged(FIRST, SECOND).violations())
        .singleElement()
        .asString()
        .startsWith("out of order: ");
  }

  @Test
  void anAnswerBeforeWhatItAnswersBreaksCausality() {
    bob.wrote(new Written("r3", "c", 5));
    bobGetsBoth();
    Row third = new Row(3, "bob", "r3");
    got(ann, 9, third, 950);
    got(bob, 3, third, 950);

    assertThat(judged(FIRST, SECOND, third).violations())
        .singleElement()
        .asString()
        .startsWith("causality: ");
  }

  @Test
  void aHoleInADevicesStreamIsSkipped() {
    got(bob, 1, FIRST, 150);
    got(bob, 3, SECOND, 250);

    assertThat(judged(FIRST, SECOND).violations())
        .singleElement()
        .asString()
        .startsWith("skipped: ");
  }

  @Test
  void aHoleInHistoryIsFound() {
    assertThat(judged(FIRST, new Row(3, "bob", "r2")).violations())
        .anyMatch(wrong -> wrong.startsWith("hole: before c/3"));
  }

  @Test
  void aMessageThatNobodyWroteIsAGhost() {
    bobGetsBoth();
    Row third = new Row(3, "ann", "never");
    got(ann, 9, third, 950);
    got(bob, 3, third, 950);

    assertThat(judged(FIRST, SECOND, third).violations())
        .containsExactly("ghost: nobody wrote c/3");
  }

  @Test
  void aMessageThatReachesWhoIsNoMemberIsLeaked() {
    bobGetsBoth();

    assertThat(
            new Recordings(
                    List.of(ann, bob),
                    Map.of("c", List.of(FIRST, SECOND)),
                    Map.of("c", Set.of("ann")))
                .violations())
        .hasSize(2)
        .allMatch(wrong -> wrong.startsWith("leaked: "));
  }

  @Test
  void aRefusalOfWhatIsAllowedIsTold() {
    bobGetsBoth();
    bob.refused("closed for good");

    assertThat(judged(FIRST, SECOND).violations())
        .containsExactly("refused: bob's closed for good");
  }

  private void bobGetsBoth() {
    got(bob, 1, FIRST, 150);
    got(bob, 2, SECOND, 250);
  }

  private static void got(Recording device, long place, Row row, long atNanos) {
    device.got(new Got(place, "c", row.seq(), row.sender(), row.ref(), atNanos));
  }

  private Recordings judged(Row... history) {
    return new Recordings(
        List.of(ann, bob), Map.of("c", List.of(history)), Map.of("c", Set.of("ann", "bob")));
  }
}
