package io.sotong.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.channel.ChannelList.Item;
import io.sotong.channel.ChannelList.Page;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelListTest {
  private static final UserId ANN = new UserId("ann");
  private static final UserId BOB = new UserId("bob");

  private final MemoryLog log = new MemoryLog();
  private final MemoryChannels channels = new MemoryChannels();
  private final ChannelList list = new ChannelList(channels, log);

  @Test
  void channelsComeLatestActivityFirst() {
    ChannelId silent = group("silent", 500);
    ChannelId old = group("old", 100);
    ChannelId loud = group("loud", 100);
    log.say(old, BOB, "one", 400);
    log.say(loud, BOB, "two", 600);
    assertThat(ids(page(Optional.empty(), 50))).containsExactly(loud, silent, old);
    log.say(old, BOB, "three", 700);
    assertThat(ids(page(Optional.empty(), 50))).containsExactly(old, loud, silent);
  }

  @Test
  void eachComesWithItsLastMessageAndWhatIsUnread() {
    ChannelId channel = group("g", 100);
    log.say(channel, BOB, "one", 200);
    log.say(channel, BOB, "two", 300);
    log.say(channel, BOB, "three", 400);
    log.raise(Register.readMarker(channel, ANN), 1);
    log.raise(Register.readMarker(channel, BOB), 3);
    Item item = page(Optional.empty(), 50).items().get(0);
    assertThat(item.lastMessage().orElseThrow().body()).isEqualTo("three");
    assertThat(item.lastMessage().orElseThrow().seq()).isEqualTo(3);
    assertThat(item.readSeq()).isEqualTo(1);
    assertThat(item.unreadCount()).isEqualTo(2);
    assertThat(list.page(BOB, Optional.empty(), 50).await().items().get(0).unreadCount()).isZero();
  }

  @Test
  void aSilentChannelHasNoLastMessage() {
    group("g", 100);
    Item item = page(Optional.empty(), 50).items().get(0);
    assertThat(item.lastMessage()).isEmpty();
    assertThat(item.unreadCount()).isZero();
  }

  @Test
  void pageByPageEveryChannelComesOnce() {
    Random random = new Random(3);
    for (int i = 0; i < 230; i++) {
      ChannelId channel = group("g" + i, random.nextInt(20));
      if (random.nextBoolean()) {
        log.say(channel, BOB, "x", 20 + random.nextInt(20));
      }
    }
    List<ChannelId> all = ids(page(Optional.empty(), 1_000));
    assertThat(all).hasSize(230).doesNotHaveDuplicates();
    List<ChannelId> paged = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Page page = page(next, 1 + random.nextInt(30));
      paged.addAll(ids(page));
      next = page.next();
    } while (next.isPresent());
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void theLastPageHasNoNext() {
    IntStream.range(0, 4).forEach(i -> group("g" + i, i));
    assertThat(page(Optional.empty(), 4).next()).isEmpty();
    Page first = page(Optional.empty(), 3);
    assertThat(first.next()).isPresent();
    assertThat(page(first.next(), 1).next()).isEmpty();
    assertThat(list.page(new UserId("nobody"), Optional.empty(), 50).await().items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "!!", "MQ", "eCBj", "MSA"})
  void whatIsNoNextIsABadRequest(String after) {
    assertThatThrownBy(() -> page(Optional.of(after), 5))
        .isInstanceOfSatisfying(
            ChatException.class,
            refusal -> assertThat(refusal.code().text()).isEqualTo("bad_request"));
  }

  @Test
  void aPageCostsOneGetAndOneRead() {
    List<ChannelId> made = IntStream.range(0, 300).mapToObj(i -> group("g" + i, i)).toList();
    made.forEach(channel -> log.say(channel, BOB, "x", 1_000));
    page(Optional.empty(), 50);
    log.gets = 0;
    log.reads = 0;
    log.rowsRead = 0;
    page(Optional.empty(), 50);
    assertThat(log.gets).isEqualTo(1);
    assertThat(log.reads).isEqualTo(1);
    assertThat(log.rowsRead).isEqualTo(50);
    log.say(made.get(7), BOB, "y", 2_000);
    assertThat(ids(page(Optional.empty(), 50))).startsWith(made.get(7));
    assertThat(log.reads).isEqualTo(3);
  }

  @Test
  void aPageOfLargeMessagesIsShorterAndLosesNone() {
    String body = "가".repeat(100_000);
    List<ChannelId> made = IntStream.range(0, 15).mapToObj(i -> group("g" + i, i)).toList();
    made.forEach(channel -> log.say(channel, BOB, body, 1_000));
    Page first = page(Optional.empty(), 50);
    assertThat(first.items()).hasSize(6);
    Page second = page(first.next(), 50);
    Page third = page(second.next(), 50);
    assertThat(third.items()).hasSize(3);
    assertThat(third.next()).isEmpty();
  }

  private Page page(Optional<String> after, int limit) {
    return list.page(ANN, after, limit).await();
  }

  private ChannelId group(String name, long createdAtMs) {
    ChannelId id = new ChannelId("id-" + name);
    channels.create(ChannelRules.group(id, ANN, name, List.of(BOB), createdAtMs)).await();
    return id;
  }

  private static List<ChannelId> ids(Page page) {
    return page.items().stream().map(item -> item.channel().channelId()).toList();
  }
}
