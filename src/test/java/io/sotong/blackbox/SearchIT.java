package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /search} and {@code /mentions}: who finds what, and how it is told. */
@Execution(ExecutionMode.CONCURRENT)
class SearchIT {
  private final Sotong sotong = Sotong.shared();

  /** A page of what {@code query} finds, with {@code more} of the query string. */
  private static JsonObject search(Device device, String query, String more) {
    String q = URLEncoder.encode(query, StandardCharsets.UTF_8);
    return device.api().get("/search?q=" + q + more).is(200).json();
  }

  static List<String> found(Device device, String query) {
    return bodies(search(device, query, ""));
  }

  private static List<String> bodies(JsonObject page) {
    return SessionsIT.objects(page, "hits").stream()
        .map(hit -> hit.getJsonObject("message").getString("body"))
        .toList();
  }

  /** What is sent is found soon: the contract says within 2 s, a busy machine takes longer. */
  static void awaitFound(Device device, String query, int number) {
    Await.until(number + " found", Link.SOON, () -> found(device, query).size() == number);
  }

  private static List<Long> mentions(Device device) {
    return HistoryIT.seqs(device.api().get("/mentions").is(200).json());
  }

  @Test
  void aHitIsTheMessageAndWhereInItTheWordsAre() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    String channel = ann.directWith(bob);
    long seq = ann.say(channel, "😀 임원회의에서 봬요, 회의!");
    awaitFound(bob, "회의", 1);
    JsonObject hit = SessionsIT.objects(search(bob, "회의", ""), "hits").get(0);
    assertThat(hit.getJsonObject("message"))
        .isEqualTo(bob.api().get("/channels/" + channel + "/messages/" + seq).is(200).json());
    assertThat(hit.getJsonArray("highlights"))
        .isEqualTo(
            new JsonArray()
                .add(new JsonObject().put("start", 4).put("end", 6))
                .add(new JsonObject().put("start", 13).put("end", 15)));
  }

  @Test
  void whatIsFoundComesNewestFirstInPages() {
    Device ann = sotong.arrive("ann");
    String one = ann.groupWith();
    String two = ann.groupWith();
    List<String> said = new ArrayList<>();
    for (int i = 1; i <= 23; i++) {
      said.add(0, "회의 " + i);
      ann.say(i % 2 == 0 ? one : two, "회의 " + i);
    }
    awaitFound(ann, "회의", 23);
    List<String> read = new ArrayList<>();
    String next = "";
    int pages = 0;
    do {
      JsonObject page = search(ann, "회의", "&limit=5" + (next.isEmpty() ? "" : "&before=" + next));
      read.addAll(bodies(page));
      next = page.getString("next", "");
      pages++;
    } while (!next.isEmpty());
    assertThat(read).containsExactlyInAnyOrderElementsOf(said).doesNotHaveDuplicates();
    assertThat(pages).isEqualTo(5);
    assertThat(search(ann, "회의", "&limit=23").containsKey("next")).isFalse();
    assertThat(bodies(search(ann, "회의", "&limit=100&channelId=" + one)))
        .isEqualTo(IntStream.rangeClosed(1, 11).mapToObj(i -> "회의 " + (24 - 2 * i)).toList());
  }

  @Test
  void filtersNarrowWhatIsFound() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    String direct = ann.directWith(bob);
    String group = ann.groupWith(bob);
    ann.say(direct, "점심 하나");
    bob.say(direct, "점심 둘");
    bob.say(group, "점심 셋");
    awaitFound(ann, "점심", 3);
    String bobs = "from:" + bob.person().username();
    assertThat(found(ann, "점심 " + bobs)).containsExactlyInAnyOrder("점심 둘", "점심 셋");
    assertThat(found(ann, bobs + " in:\"a GROUP\"")).containsExactly("점심 셋");
    assertThat(found(ann, "점심 in:@" + bob.person().username()))
        .containsExactlyInAnyOrder("점심 하나", "점심 둘");
    assertThat(found(ann, "점심 in:" + group)).containsExactly("점심 셋");
    assertThat(found(ann, "점심 before:2020-01-01")).isEmpty();
    assertThat(found(ann, "점심 after:2020-01-01")).hasSize(3);
    for (String query : List.of("from:nobody.at.all", "in:nowhere", "before:soon", "!!")) {
      ann.api()
          .get("/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
          .isRefused(422, "invalid");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/search",
        "/search?q=a&limit=0",
        "/search?q=a&limit=101",
        "/search?q=a&before=what",
        "/mentions?limit=x",
        "/mentions?before=YWJj"
      })
  void anImpossibleQuestionIsABadRequest(String path) {
    sotong.arrive("ann").api().get(path).isRefused(400, "bad_request");
  }

  @Test
  void exactlyTheMembersAtTheTimeOfAskingFindAMessage() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    Device fay = sotong.arrive("fay");
    Device sam = sotong.arrive("sam");
    String group = ann.groupWith(bob, fay);
    String text = "비밀 @" + bob.person().username() + " @" + fay.person().username();
    long seq = ann.say(group, text);
    awaitFound(fay, "비밀", 1);
    assertThat(mentions(fay)).containsExactly(seq);
    ann.api().delete("/channels/" + group + "/members/" + fay.userId()).isSuccess();
    assertThat(found(ann, "비밀")).containsExactly(text);
    assertThat(found(bob, "비밀")).containsExactly(text);
    assertThat(mentions(bob)).containsExactly(seq);
    for (Device outside : List.of(fay, sam)) {
      assertThat(found(outside, "비밀")).isEmpty();
      assertThat(mentions(outside)).isEmpty();
      outside.api().get("/search?q=a&channelId=" + group).isRefused(404, "not_found");
      outside.api().get("/search?q=in:" + group).isRefused(422, "invalid");
    }
    ann.api().put("/channels/" + group + "/members/" + sam.userId()).isSuccess();
    assertThat(found(sam, "비밀")).as("a new member sees the whole history").containsExactly(text);
    sotong.api().get("/search?q=a").isRefused(401, "unauthorized");
    sotong.api().get("/mentions").isRefused(401, "unauthorized");
  }

  @Test
  void theBlockedFindTheirOldTalk() {
    Device ann = sotong.arrive("ann");
    Device dan = sotong.arrive("dan");
    String direct = dan.directWith(ann);
    dan.say(direct, "옛날 이야기");
    awaitFound(ann, "옛날", 1);
    ann.api().put("/blocks/" + dan.userId()).isSuccess();
    assertThat(found(dan, "옛날")).hasSize(1);
    assertThat(found(ann, "옛날")).hasSize(1);
  }

  @Test
  void whatARemovedAccountWroteIsNotFound() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    String direct = ann.directWith(bob);
    bob.say(direct, "안녕 @" + ann.person().username());
    ann.say(direct, "안녕 밥");
    awaitFound(ann, "안녕", 2);
    bob.api().delete("/users/me").isSuccess();
    assertThat(found(ann, "안녕")).containsExactly("안녕 밥");
    assertThat(mentions(ann)).isEmpty();
  }

  @Test
  void mentionsComeNewestFirstInPages() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    String direct = ann.directWith(bob);
    for (int i = 1; i <= 3; i++) {
      ann.say(direct, "@" + bob.person().username() + " " + i);
      ann.say(direct, "nobody " + i);
    }
    Await.until("three mentions", Link.SOON, () -> mentions(bob).size() == 3);
    assertThat(mentions(bob)).containsExactly(5L, 3L, 1L);
    JsonObject first = bob.api().get("/mentions?limit=2").is(200).json();
    assertThat(HistoryIT.seqs(first)).containsExactly(5L, 3L);
    JsonObject second =
        bob.api().get("/mentions?limit=2&before=" + first.getString("next")).is(200).json();
    assertThat(HistoryIT.seqs(second)).containsExactly(1L);
    assertThat(second.containsKey("next")).isFalse();
    assertThat(mentions(ann)).isEmpty();
  }
}
