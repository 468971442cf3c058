package io.sotong.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.channel.Membership;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a router may believe of a channel's members, and for how long. */
class KnownMembersTest {
  private static final ChannelId CHANNEL = new ChannelId("c");
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");

  private long nowMs = 1_800_000_000_000L;
  private int asked;
  private Future<Optional<Membership>> answer = members(1, ANN, BOB);
  private final KnownMembers known =
      new KnownMembers(
          channel -> {
            asked++;
            return answer;
          },
          () -> Instant.ofEpochMilli(nowMs),
          2);

  @Test
  void asksOnceAsLongAsTheVersionStaysTheSame() {
    assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);
    assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void asksAgainWhenTheVersionIsBeyondWhatItKnows() {
    usersAt(1);
    answer = members(2, ANN);

    assertThat(usersAt(2)).containsExactly(ANN);
  }

  @Test
  void believesNoAnswerThatIsOlderThanTheVersion() {
    assertThat(failureAt(2)).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void whileTheAccountsStoreIsAwayItGoesOnForThirtySecondsAndNoLonger() {
    usersAt(1);
    storeIsAway();

    nowMs += KnownMembers.HOLDS_MS - 1;
    assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);
    nowMs += 1;
    assertThat(failureAt(1)).isEqualTo(ErrorCode.UNAVAILABLE);

    answer = members(1, ANN, BOB);
    assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);
  }

  @Test
  void whileTheAccountsStoreIsAwayAChangeThatIsNotKnownIsNotGuessed() {
    usersAt(1);
    storeIsAway();

    assertThat(failureAt(2)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);
  }

  @Test
  void whoTalksOnHasItsMembersConfirmedBeforeTheyAreTooOld() {
    usersAt(1);
    for (int i = 0; i < 10; i++) {
      nowMs += KnownMembers.CONFIRMED_AFTER_MS;
      assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);
    }
    assertThat(asked).isEqualTo(11);
    storeIsAway();

    nowMs += KnownMembers.CONFIRMED_AFTER_MS;
    assertThat(usersAt(1)).containsExactlyInAnyOrder(ANN, BOB);
  }

  @Test
  void aClockThatIsSetBackMakesNothingHoldLonger() {
    usersAt(1);
    storeIsAway();

    nowMs -= 3_600_000;

    assertThat(failureAt(1)).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  @Test
  void aChannelThatIsNoMoreIsNotFound() {
    usersAt(1);
    answer = Future.succeededFuture(Optional.empty());
    nowMs += KnownMembers.HOLDS_MS;

    assertThat(failureAt(1)).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(failureAt(1)).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void remembersNoMoreChannelsThanItMay() {
    for (int round = 0; round < 2; round++) {
      for (String channel : new String[] {"c", "d", "e"}) {
        known.of(new ChannelId(channel), 1);
      }
    }

    assertThat(asked).isEqualTo(6);
  }

  private Set<UserId> usersAt(long version) {
    Future<Membership> found = known.of(CHANNEL, version);
    assertThat(found.succeeded()).as("%s", found).isTrue();
    return found.result().usernames().keySet();
  }

  private ErrorCode failureAt(long version) {
    Future<Membership> failed = known.of(CHANNEL, version);
    assertThat(failed.failed()).as("%s", failed).isTrue();
    return ((ChatException) failed.cause()).code();
  }

  private void storeIsAway() {
    answer = Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "no accounts"));
  }

  private static Future<Optional<Membership>> members(long version, UserId... users) {
    Map<UserId, String> names = new java.util.LinkedHashMap<>();
    for (UserId user : users) {
      names.put(user, user.value());
    }
    return Future.succeededFuture(
        Optional.of(new Membership(CHANNEL, Channel.Kind.GROUP, version, names, Set.of())));
  }
}
