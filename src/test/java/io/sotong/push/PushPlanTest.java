package io.sotong.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.push.PushPlan.Arrived;
import io.sotong.push.PushPlan.Situation;
import io.sotong.push.PushPlan.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The table of cases: who is woken, by what, how many messages it is about. */
class PushPlanTest {
  private static final UserId ME = new UserId("me");
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final ChannelId TALK = new ChannelId("talk");
  private static final ChannelId TEAM = new ChannelId("team");
  private static final Target PHONE = target("phone", 0);
  private static final Target TABLET = target("tablet", 0);

  /** Away, with nothing acknowledged, in both channels, without wishes. */
  private static final Situation AWAY =
      new Situation(ME, false, 0, Preferences.NONE, Set.of(), Set.of(TALK, TEAM), Map.of());

  private static Target target(String device, long woken) {
    return new Target(
        new DeviceId(device), new Subscription.Browser("https://p/" + device, "", ""), woken);
  }

  private static Arrived from(UserId sender, ChannelId channel, long place) {
    return new Arrived(place, channel, place * 10, sender, false);
  }

  private static Arrived mention(UserId sender, ChannelId channel, long place) {
    return new Arrived(place, channel, place * 10, sender, true);
  }

  private static Situation here() {
    return new Situation(ME, true, 0, Preferences.NONE, Set.of(), AWAY.channels(), Map.of());
  }

  private static Situation acked(long place) {
    return new Situation(ME, false, place, Preferences.NONE, Set.of(), AWAY.channels(), Map.of());
  }

  private static Situation blocking(UserId user) {
    return new Situation(ME, false, 0, Preferences.NONE, Set.of(user), AWAY.channels(), Map.of());
  }

  private static Situation muting(ChannelId channel) {
    Preferences muting = new Preferences(true, Set.of(channel));
    return new Situation(ME, false, 0, muting, Set.of(), AWAY.channels(), Map.of());
  }

  private static Situation inOnly(ChannelId channel) {
    return new Situation(ME, false, 0, Preferences.NONE, Set.of(), Set.of(channel), Map.of());
  }

  private static Situation read(ChannelId channel, long seq) {
    return new Situation(
        ME, false, 0, Preferences.NONE, Set.of(), AWAY.channels(), Map.of(channel, seq));
  }

  private record Case(
      String what,
      Situation now,
      List<Target> targets,
      List<Arrived> arrived,
      List<String> wakes) {}

  private static final List<Case> TABLE =
      List.of(
          new Case(
              "away",
              AWAY,
              List.of(PHONE),
              List.of(from(ANN, TALK, 1)),
              List.of("phone talk 10 x1")),
          new Case(
              "never heard of: nothing was ever acknowledged",
              acked(0),
              List.of(PHONE),
              List.of(from(ANN, TALK, 7)),
              List.of("phone talk 70 x1")),
          new Case("here", here(), List.of(PHONE), List.of(from(ANN, TALK, 1)), List.of()),
          new Case(
              "swept to offline with entries that were not acknowledged",
              acked(2),
              List.of(PHONE),
              List.of(from(ANN, TALK, 2), from(ANN, TALK, 3)),
              List.of("phone talk 30 x1")),
          new Case(
              "swept to offline with everything acknowledged",
              acked(3),
              List.of(PHONE),
              List.of(from(ANN, TALK, 2), from(ANN, TALK, 3)),
              List.of()),
          new Case(
              "a device has acknowledged: none is woken for it",
              acked(5),
              List.of(PHONE, TABLET),
              List.of(from(ANN, TALK, 5)),
              List.of()),
          new Case(
              "two devices",
              AWAY,
              List.of(PHONE, TABLET),
              List.of(from(ANN, TALK, 1)),
              List.of("phone talk 10 x1", "tablet talk 10 x1")),
          new Case(
              "one of them was woken for it before",
              AWAY,
              List.of(target("phone", 1), TABLET),
              List.of(from(ANN, TALK, 1)),
              List.of("tablet talk 10 x1")),
          new Case(
              "logged out: the device is none any more",
              AWAY,
              List.of(),
              List.of(from(ANN, TALK, 1)),
              List.of()),
          new Case(
              "own message, from another device",
              AWAY,
              List.of(PHONE),
              List.of(from(ME, TALK, 1)),
              List.of()),
          new Case(
              "own message among others",
              AWAY,
              List.of(PHONE),
              List.of(from(ANN, TALK, 1), from(ME, TALK, 2)),
              List.of("phone talk 10 x1")),
          new Case(
              "from whom I blocked",
              blocking(BOB),
              List.of(PHONE),
              List.of(from(BOB, TEAM, 1)),
              List.of()),
          new Case(
              "a mention by whom I blocked",
              blocking(BOB),
              List.of(PHONE),
              List.of(mention(BOB, TEAM, 1)),
              List.of()),
          new Case(
              "from others where one is that I blocked",
              blocking(BOB),
              List.of(PHONE),
              List.of(from(BOB, TEAM, 1), from(ANN, TEAM, 2)),
              List.of("phone team 20 x1")),
          new Case(
              "a muted channel",
              muting(TEAM),
              List.of(PHONE),
              List.of(from(ANN, TEAM, 1)),
              List.of()),
          new Case(
              "a mention in a muted channel",
              muting(TEAM),
              List.of(PHONE),
              List.of(from(ANN, TEAM, 1), mention(BOB, TEAM, 2), from(ANN, TEAM, 3)),
              List.of("phone team 20 x1")),
          new Case(
              "another channel than the muted",
              muting(TEAM),
              List.of(PHONE),
              List.of(from(ANN, TALK, 1)),
              List.of("phone talk 10 x1")),
          new Case(
              "several of one channel are one, with the latest",
              AWAY,
              List.of(PHONE),
              List.of(from(ANN, TALK, 1), from(BOB, TALK, 2), from(ANN, TALK, 3)),
              List.of("phone talk 30 x3")),
          new Case(
              "woken for some of them: all that are new are told again, as one",
              AWAY,
              List.of(target("phone", 2)),
              List.of(from(ANN, TALK, 1), from(BOB, TALK, 2), from(ANN, TALK, 3)),
              List.of("phone talk 30 x3")),
          new Case(
              "woken for all of them",
              AWAY,
              List.of(target("phone", 3)),
              List.of(from(ANN, TALK, 1), from(BOB, TALK, 2), from(ANN, TALK, 3)),
              List.of()),
          new Case(
              "two channels, the one that was last written in comes last",
              AWAY,
              List.of(PHONE),
              List.of(from(ANN, TALK, 1), from(BOB, TEAM, 2), from(ANN, TALK, 3)),
              List.of("phone team 20 x1", "phone talk 30 x2")),
          new Case(
              "read on a device that does not acknowledge",
              read(TALK, 20),
              List.of(PHONE),
              List.of(from(ANN, TALK, 1), from(ANN, TALK, 2)),
              List.of()),
          new Case(
              "read in part",
              read(TALK, 20),
              List.of(PHONE),
              List.of(from(ANN, TALK, 2), from(ANN, TALK, 3)),
              List.of("phone talk 30 x1")),
          new Case(
              "removed from the channel meanwhile",
              inOnly(TALK),
              List.of(PHONE),
              List.of(from(ANN, TEAM, 1)),
              List.of()),
          new Case("nothing but notices", AWAY, List.of(PHONE), List.of(), List.of()));

  @TestFactory
  Stream<DynamicTest> cases() {
    return TABLE.stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.what(),
                    () ->
                        assertThat(PushPlan.of(each.now(), each.targets(), each.arrived()))
                            .extracting(
                                wake ->
                                    wake.target().device().value()
                                        + ' '
                                        + wake.latest().channel().value()
                                        + ' '
                                        + wake.latest().seq()
                                        + " x"
                                        + wake.count())
                            .isEqualTo(each.wakes())));
  }
}
