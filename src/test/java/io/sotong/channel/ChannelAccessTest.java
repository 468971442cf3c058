package io.sotong.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.channel.ChannelAccess.View;
import io.sotong.log.Register;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChannelAccessTest {
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");
  private static final UserId CAT = new UserId("cat");

  private final MemoryLog log = new MemoryLog();
  private final MemoryChannels channels = new MemoryChannels();
  private final AtomicInteger news = new AtomicInteger();
  private final ChannelChanges changes =
      new ChannelChanges(channels, log, InstantSource.system(), news::incrementAndGet);
  private final ChannelAccess access = new ChannelAccess(log, channels);

  @Test
  void membersSeeAChannelAndNobodyElse() {
    Channel group = changes.group(ANN, "A", List.of(BOB)).await().channel();
    log.say(group.channelId(), ANN, "hi", 1);
    log.raise(Register.readMarker(group.channelId(), BOB), 1);
    View view = access.of(group.channelId(), BOB).await();
    assertThat(view.head()).isEqualTo(1);
    assertThat(view.readSeq()).isEqualTo(1);
    assertThat(view.members().usernames()).containsOnlyKeys(ANN, BOB);
    assertNotFound(access.of(group.channelId(), CAT));
    assertNotFound(access.of(new ChannelId("none"), ANN));
  }

  @Test
  void membersAreAskedForOnceForEachVersion() {
    ChannelId group = changes.group(ANN, "A", List.of(BOB)).await().channel().channelId();
    for (int i = 0; i < 5; i++) {
      access.of(group, ANN).await();
      assertNotFound(access.of(group, CAT));
    }
    assertThat(channels.asked).isEqualTo(1);
    changes.change(group, new Wish.Add(ANN, CAT)).await();
    assertThat(access.of(group, CAT).await().members().version()).isEqualTo(2);
    assertThat(channels.asked).isEqualTo(2);
  }

  @Test
  void whoIsRemovedSeesNothingOnceThatWasAnswered() {
    ChannelId group = changes.group(ANN, "A", List.of(BOB)).await().channel().channelId();
    access.of(group, BOB).await();
    changes.change(group, new Wish.Remove(ANN, BOB)).await();
    assertNotFound(access.of(group, BOB));
  }

  @Test
  void beforeAnAnswerTheVersionIsRaisedEvenIfNothingChanged() {
    Channel group = changes.group(ANN, "A", List.of(BOB)).await().channel();
    Register version = Register.channelVersion(group.channelId());
    assertThat(log.value(version)).isEqualTo(1);
    channels.change(group.channelId(), new Wish.Add(ANN, CAT)).await(); // and died before raising
    assertThat(log.value(version)).isEqualTo(1);
    changes.change(group.channelId(), new Wish.Add(ANN, CAT)).await();
    assertThat(log.value(version)).isEqualTo(2);
    Channel direct = changes.direct(ANN, BOB).await().channel();
    assertThat(log.value(Register.channelVersion(direct.channelId()))).isEqualTo(1);
    changes.leaveAll(ANN).await();
    assertThat(log.value(version)).isEqualTo(3);
    assertThat(news).hasValue(4);
  }

  @Test
  void aRefusalOfTheRulesIsAFailedAnswer() {
    assertThat(changes.direct(ANN, ANN).failed()).isTrue();
    assertThat(changes.group(ANN, "", List.of()).failed()).isTrue();
    assertThat(news).hasValue(0);
  }

  @Test
  void markersAreToldForEachMember() {
    ChannelId group = changes.group(ANN, "A", List.of(BOB)).await().channel().channelId();
    log.raise(Register.readMarker(group, BOB), 7);
    assertThat(new ReadMarks(log).of(access.of(group, ANN).await()).await())
        .containsEntry(ANN, 0L)
        .containsEntry(BOB, 7L)
        .hasSize(2);
  }

  private static void assertNotFound(Future<?> answer) {
    assertThatThrownBy(answer::await)
        .isInstanceOfSatisfying(
            ChatException.class,
            refusal -> assertThat(refusal.code().text()).isEqualTo("not_found"));
  }
}
