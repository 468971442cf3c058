package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /channels/{channelId}/messages}: history by place, over a channel of 120 messages. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryIT {
  private static final int COUNT = 120;

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final String channel = ann.directWith(bob);

  @BeforeAll
  void talk() {
    Link link = ann.online();
    List<CompletableFuture<JsonObject>> replies = new ArrayList<>();
    for (int i = 1; i <= COUNT; i++) {
      replies.add(
          link.ask(
              "send",
              new JsonObject()
                  .put("channelId", channel)
                  .put("body", "number " + i)
                  .put("ref", "r" + i)));
    }
    replies.forEach(reply -> Await.value("a send's reply", Link.SOON, reply));
    link.close();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 71, 120, true, false",
    "?limit=100, 21, 120, true, false",
    "?limit=1, 120, 120, true, false",
    "?before=51&limit=20, 31, 50, true, true",
    "?before=51, 1, 50, false, true",
    "?before=11&limit=10, 1, 10, false, true",
    "?before=12&limit=10, 2, 11, true, true",
    "?after=0&limit=100, 1, 100, false, true",
    "?after=50&limit=20, 51, 70, true, true",
    "?after=100&limit=20, 101, 120, true, false",
    "?after=99&limit=20, 100, 119, true, true",
    "?around=60&limit=5, 58, 62, true, true",
    "?around=60&limit=1, 60, 60, true, true"
  })
  void aPageHasTheseMessagesInAscendingOrder(
      String query, long first, long last, boolean hasBefore, boolean hasAfter) {
    JsonObject page = bob.api().get("/channels/" + channel + "/messages" + query).is(200).json();
    assertThat(seqs(page)).isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
    assertThat(page.getBoolean("hasBefore")).as("hasBefore").isEqualTo(hasBefore);
    assertThat(page.getBoolean("hasAfter")).as("hasAfter").isEqualTo(hasAfter);
  }

  @ParameterizedTest
  @CsvSource({"1, false, true", "120, true, false", "2, false, true", "119, true, false"})
  void aJumpToTheEdgeHasTheMessageAndStopsThere(long seq, boolean hasBefore, boolean hasAfter) {
    JsonObject page =
        bob.api().get("/channels/" + channel + "/messages?limit=10&around=" + seq).is(200).json();
    assertThat(seqs(page)).contains(seq).isSorted().hasSizeLessThanOrEqualTo(10);
    assertThat(page.getBoolean("hasBefore")).as("hasBefore").isEqualTo(hasBefore);
    assertThat(page.getBoolean("hasAfter")).as("hasAfter").isEqualTo(hasAfter);
  }

  @Test
  void beforeTheFirstAndAfterTheLastThereIsNothing() {
    JsonObject before = bob.api().get("/channels/" + channel + "/messages?before=1").is(200).json();
    assertThat(seqs(before)).isEmpty();
    assertThat(before.getBoolean("hasBefore")).isFalse();
    JsonObject after = bob.api().get("/channels/" + channel + "/messages?after=120").is(200).json();
    assertThat(seqs(after)).isEmpty();
    assertThat(after.getBoolean("hasAfter")).isFalse();
  }

  @Test
  void anEmptyChannelHasAnEmptyPage() {
    JsonObject page = ann.api().get("/channels/" + ann.groupWith(bob) + "/messages").is(200).json();
    assertThat(page.getJsonArray("messages")).isEmpty();
    assertThat(page.getBoolean("hasBefore")).isFalse();
    assertThat(page.getBoolean("hasAfter")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=0",
        "?limit=101",
        "?limit=many",
        "?before=-1",
        "?after=x",
        "?before=5&after=3",
        "?around=5&before=3"
      })
  void anImpossibleQuestionIsABadRequest(String query) {
    bob.api().get("/channels/" + channel + "/messages" + query).isRefused(400, "bad_request");
  }

  @Test
  void oneMessageHasAllItsFields() {
    JsonObject message = bob.api().get("/channels/" + channel + "/messages/7").is(200).json();
    assertThat(message.getString("channelId")).isEqualTo(channel);
    assertThat(message.getLong("seq")).isEqualTo(7);
    assertThat(message.getString("senderId")).isEqualTo(ann.userId());
    assertThat(message.getString("body")).isEqualTo("number 7");
    assertThat(message.getString("ref")).isEqualTo("r7");
    assertThat(message.getString("sentAt")).matches(AccountsIT.TIME);
    assertThat(message.getJsonArray("mentions")).isEmpty();
  }

  @Test
  void whatIsNotThereOrNotForOnesEyesIsNotFound() {
    bob.api().get("/channels/" + channel + "/messages/121").isRefused(404, "not_found");
    Device stranger = sotong.arrive("stranger");
    stranger.api().get("/channels/" + channel + "/messages").isRefused(404, "not_found");
    stranger.api().get("/channels/" + channel + "/messages/7").isRefused(404, "not_found");
    stranger.api().get("/channels/no-such-channel/messages").isRefused(404, "not_found");
  }

  static List<Long> seqs(JsonObject page) {
    return SessionsIT.objects(page, "messages").stream()
        .map(message -> message.getLong("seq"))
        .toList();
  }
}
