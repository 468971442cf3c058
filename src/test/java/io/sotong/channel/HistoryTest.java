package io.sotong.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.channel.ChannelAccess.View;
import io.sotong.channel.History.Place;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.Message;
import io.sotong.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
  private static final ChannelId CHANNEL = new ChannelId("c");
  private static final UserId ANN = new UserId("ann");

  private final MemoryLog log = new MemoryLog();
  private final History history = new History(log);

  @ParameterizedTest
  @CsvSource({
    // place, seq, limit, first and last of the page, more before, more after
    "newest, 0, 50, 71, 120, true, false",
    "newest, 0, 100, 21, 120, true, false",
    "newest, 0, 1, 120, 120, true, false",
    "before, 51, 20, 31, 50, true, true",
    "before, 51, 50, 1, 50, false, true",
    "before, 12, 10, 2, 11, true, true",
    "before, 11, 10, 1, 10, false, true",
    "before, 121, 10, 111, 120, true, false",
    "before, 9007199254740991, 10, 111, 120, true, false",
    "after, 0, 100, 1, 100, false, true",
    "after, 50, 20, 51, 70, true, true",
    "after, 100, 20, 101, 120, true, false",
    "after, 99, 20, 100, 119, true, true",
    "after, 119, 20, 120, 120, true, false",
    "around, 60, 5, 58, 62, true, true",
    "around, 60, 4, 59, 62, true, true",
    "around, 60, 1, 60, 60, true, true",
    "around, 60, 100, 11, 110, true, true",
    "around, 1, 10, 1, 10, false, true",
    "around, 2, 10, 1, 10, false, true",
    "around, 120, 10, 111, 120, true, false",
    "around, 119, 10, 111, 120, true, false",
  })
  void aPageHoldsTheNeighboursOfItsPlace(
      String place, long seq, int limit, long first, long last, boolean before, boolean after) {
    View channel = talk(120);
    History.Page page = history.page(channel, place(place, seq), limit).await();
    assertThat(seqs(page)).isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
    assertThat(page.hasBefore()).isEqualTo(before);
    assertThat(page.hasAfter()).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "0, newest, 0, false, false",
    "0, before, 5, false, false",
    "0, after, 0, false, false",
    "5, before, 1, false, true",
    "5, after, 5, true, false",
    "5, after, 9007199254740991, true, false",
  })
  void whereThereIsNothingThePageIsEmpty(
      int messages, String place, long seq, boolean before, boolean after) {
    History.Page page = history.page(talk(messages), place(place, seq), 50).await();
    assertThat(page).isEqualTo(new History.Page(List.of(), before, after));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "5, 6"})
  void nobodyJumpsToAMessageThatThereIsNot(int messages, long seq) {
    View channel = talk(messages);
    assertNotFound(() -> history.page(channel, new Place.Around(seq), 5).await());
    assertNotFound(() -> history.one(channel, seq).await());
  }

  @Test
  void oneMessageIsReadAsItWasSaid() {
    View channel = talk(5);
    assertThat(history.one(channel, 4).await())
        .isEqualTo(new Message(CHANNEL, 4, ANN, "number 4", "r4", 1_004, List.of()));
    assertThat(log.rowsRead).isEqualTo(1);
  }

  @Test
  void whatIsNotAcknowledgedYetIsNotShown() {
    View channel = talk(5);
    log.say(CHANNEL, ANN, "on its way", 2_000);
    assertThat(seqs(history.page(channel, new Place.Newest(), 50).await())).endsWith(5L);
    assertThat(seqs(history.page(channel, new Place.After(3), 50).await())).endsWith(5L);
    assertNotFound(() -> history.one(channel, 6).await());
  }

  @Test
  void aPageCostsTheSameAnywhere() {
    View channel = talk(5_000);
    for (Place place : List.of(new Place.Newest(), new Place.Before(2_500), new Place.After(40))) {
      log.reads = 0;
      log.rowsRead = 0;
      history.page(channel, place, 50).await();
      assertThat(log.rowsRead).isEqualTo(50);
      assertThat(log.reads).isEqualTo(2);
    }
  }

  @Test
  void aPageOfLargeMessagesIsShorterAndSaysThatThereAreMore() {
    String body = "가".repeat(100_000); // 300 KB: six of them fit
    for (int i = 0; i < 100; i++) {
      log.say(CHANNEL, ANN, body, i);
    }
    View channel = view(100);
    History.Page newest = history.page(channel, new Place.Newest(), 100).await();
    assertThat(seqs(newest)).containsExactly(95L, 96L, 97L, 98L, 99L, 100L);
    assertThat(newest.hasBefore()).isTrue();
    assertThat(newest.hasAfter()).isFalse();
    History.Page after = history.page(channel, new Place.After(10), 100).await();
    assertThat(seqs(after)).containsExactly(11L, 12L, 13L, 14L, 15L, 16L);
    assertThat(after.hasAfter()).isTrue();
    History.Page around = history.page(channel, new Place.Around(50), 100).await();
    assertThat(seqs(around)).containsExactly(48L, 49L, 50L, 51L, 52L, 53L);
    assertThat(around.hasBefore()).isTrue();
    assertThat(around.hasAfter()).isTrue();
  }

  @Test
  void pageByPageEveryMessageIsReadOnceEitherWay() {
    Random random = new Random(11);
    for (int i = 0; i < 400; i++) {
      log.say(CHANNEL, ANN, "x".repeat(1 + random.nextInt(100_000)), i);
    }
    View channel = view(400);
    List<Long> forwards = new ArrayList<>();
    History.Page page = history.page(channel, new Place.After(0), 70).await();
    forwards.addAll(seqs(page));
    while (page.hasAfter()) {
      long last = forwards.get(forwards.size() - 1);
      page = history.page(channel, new Place.After(last), 1 + random.nextInt(100)).await();
      forwards.addAll(seqs(page));
    }
    List<Long> backwards = new ArrayList<>();
    page = history.page(channel, new Place.Newest(), 70).await();
    backwards.addAll(0, seqs(page));
    while (page.hasBefore()) {
      page =
          history
              .page(channel, new Place.Before(backwards.get(0)), 1 + random.nextInt(100))
              .await();
      backwards.addAll(0, seqs(page));
    }
    List<Long> all = LongStream.rangeClosed(1, 400).boxed().toList();
    assertThat(forwards).isEqualTo(all);
    assertThat(backwards).isEqualTo(all);
  }

  private View talk(int messages) {
    for (int i = 1; i <= messages; i++) {
      log.say(CHANNEL, ANN, "number " + i, 1_000 + i);
    }
    return view(messages);
  }

  private static View view(long head) {
    return new View(
        new Membership(CHANNEL, Channel.Kind.GROUP, 1, Map.of(ANN, "ann"), Set.of()), head, 0);
  }

  private static Place place(String name, long seq) {
    return switch (name) {
      case "before" -> new Place.Before(seq);
      case "after" -> new Place.After(seq);
      case "around" -> new Place.Around(seq);
      default -> new Place.Newest();
    };
  }

  private static List<Long> seqs(History.Page page) {
    return page.messages().stream().map(Message::seq).toList();
  }

  private static void assertNotFound(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChatException.class,
            refusal -> assertThat(refusal.code().text()).isEqualTo("not_found"));
  }
}
