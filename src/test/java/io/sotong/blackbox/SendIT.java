package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending, through HTTP and the plain socket: {@code ref}, {@code base}, mentions. */
@Execution(ExecutionMode.CONCURRENT)
class SendIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final String channel = ann.directWith(bob);

  @Test
  void aMessageGetsItsPlaceAndItsTime() {
    JsonObject first = post(message("one", "r1")).is(201).json();
    assertThat(first.getString("channelId")).isEqualTo(channel);
    assertThat(first.getLong("seq")).isEqualTo(1);
    assertThat(first.getString("sentAt")).matches(AccountsIT.TIME);
    assertThat(post(message("two", "r2")).is(201).json().getLong("seq")).isEqualTo(2);
  }

  @Test
  void theSameRefGetsTheFirstAnswerAndStoresNothing() {
    JsonObject first = post(message("one", "same")).is(201).json();
    JsonObject again = post(message("another body", "same")).is(200).json();
    assertThat(again).isEqualTo(first);
    Link link = ann.online();
    assertThat(link.send(channel, "a third body", "same")).isEqualTo(first);
    JsonObject viaSocket = link.send(channel, "over the socket", "other");
    assertThat(post(message("over http", "other")).is(200).json()).isEqualTo(viaSocket);
    link.close();
    assertThat(bodies()).containsExactly("one", "over the socket");
  }

  @Test
  void twoSendersMayChooseTheSameRef() {
    post(message("ann's", "r")).is(201);
    bob.api().post("/channels/" + channel + "/messages", message("bob's", "r")).is(201);
    assertThat(bodies()).containsExactly("ann's", "bob's");
  }

  @Test
  void oneRefSentManyTimesAtOnceIsStoredOnce() {
    Link one = ann.online();
    Link other = ann.person().logIn().online();
    List<CompletableFuture<JsonObject>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      replies.add(
          (i % 2 == 0 ? one : other)
              .ask("send", message("hello", "same").put("channelId", channel)));
    }
    for (CompletableFuture<JsonObject> reply : replies) {
      assertThat(Await.value("a reply", Link.SOON, reply).getLong("seq")).isEqualTo(1);
    }
    assertThat(bodies()).containsExactly("hello");
    one.close();
    other.close();
  }

  @Test
  void aRefHasOneTo64Characters() {
    post(message("x", "")).isRefused(422, "invalid");
    post(message("x", "r".repeat(65))).isRefused(422, "invalid");
    post(message("x", "🔖".repeat(64))).is(201);
    Link link = ann.online();
    link.isRefused("invalid", "send", message("x", "").put("channelId", channel));
    link.isRefused("invalid", "send", message("x", "r".repeat(65)).put("channelId", channel));
    link.isRefused(
        "bad_request", "send", new JsonObject().put("channelId", channel).put("body", "x"));
    link.close();
    post(new JsonObject().put("body", "x")).isRefused(400, "bad_request");
    post(new JsonObject().put("ref", "x")).isRefused(400, "bad_request");
  }

  @Test
  void aBaseAboveTheHeadIsInvalid() {
    post(message("one", "r1").put("base", 0)).is(201);
    post(message("two", "r2").put("base", 2)).isRefused(422, "invalid");
    post(message("two", "r2").put("base", 1)).is(201);
    Link link = ann.online();
    link.isRefused(
        "invalid", "send", message("three", "r3").put("base", 3).put("channelId", channel));
    link.close();
  }

  @Test
  void aBaseMoreThan5000BehindIsStaleAndARefIsRecognisedThatFarBack() {
    List<Link> links =
        List.of(ann.online(), ann.person().logIn().online(), ann.person().logIn().online());
    List<CompletableFuture<JsonObject>> replies = new ArrayList<>();
    for (int i = 1; i <= 5_001; i++) {
      JsonObject message = message("number " + i, "ref " + i).put("channelId", channel);
      replies.add(links.get(i % links.size()).ask("send", message));
      if (i % 200 == 0) {
        Await.value("reply " + i, Link.SOON, replies.get(i - 1));
      }
    }
    replies.forEach(reply -> Await.value("a reply", Link.SOON, reply));
    links.forEach(Link::close);

    post(message("late", "late").put("base", 0)).isRefused(409, "stale_base");
    // Three connections send at once: which of their first messages comes second is left to them.
    int second = 1;
    while (Await.value("known", Link.SOON, replies.get(second - 1)).getLong("seq") != 2) {
      second++;
    }
    JsonObject again = message("number " + second, "ref " + second).put("base", 1);
    assertThat(post(again).is(200).json().getLong("seq")).isEqualTo(2);
    long late = Await.value("known", Link.SOON, replies.get(4_500)).getLong("seq");
    assertThat(post(message("number 4501", "ref 4501")).is(200).json().getLong("seq"))
        .isEqualTo(late);
    assertThat(post(message("late", "late").put("base", 1)).is(201).json().getLong("seq"))
        .isEqualTo(5_002);
  }

  @Test
  void whoIsNotInTheChannelCannotSend() {
    Device stranger = sotong.arrive("stranger");
    stranger
        .api()
        .post("/channels/" + channel + "/messages", message("hi", "r"))
        .isRefused(404, "not_found");
    ann.api().post("/channels/nowhere/messages", message("hi", "r")).isRefused(404, "not_found");
    Link link = stranger.online();
    link.isRefused("not_found", "send", message("hi", "r").put("channelId", channel));
    link.close();
    assertThat(bodies()).isEmpty();
  }

  @Test
  void theSenderIsWhoeverTheTokenSays() {
    post(message("hello", "r").put("senderId", bob.userId()).put("seq", 77)).is(201);
    JsonObject stored = bob.api().get("/channels/" + channel + "/messages/1").is(200).json();
    assertThat(stored.getString("senderId")).isEqualTo(ann.userId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"@%s", "hey @%s!", "한글 @%s 안녕", "(@%s)", "first line\n@%s"})
  void aMemberNamedInTheBodyIsMentioned(String body) {
    post(message(body.formatted(bob.person().username()), "r")).is(201);
    JsonObject stored = bob.api().get("/channels/" + channel + "/messages/1").is(200).json();
    assertThat(stored.getJsonArray("mentions")).containsExactly(bob.userId());
  }

  @Test
  void whoIsNoMemberIsNotMentioned() {
    Device stranger = sotong.arrive("stranger");
    post(message("@" + stranger.person().username() + " and @nobody.at.all", "r")).is(201);
    assertThat(
            bob.api()
                .get("/channels/" + channel + "/messages/1")
                .is(200)
                .json()
                .getJsonArray("mentions"))
        .isEmpty();
  }

  @Test
  void bothSidesDevicesGetTheMessageTheSendersToo() {
    Link annsOther = ann.person().logIn().online();
    Link bobs = bob.online();
    Link bobsOther = bob.person().logIn().online(LinkKind.SOCKJS_WEBSOCKET);
    post(message("to all", "r")).is(201);
    for (Link link : List.of(annsOther, bobs, bobsOther)) {
      JsonObject message = link.pushes().awaitMessage(channel, 1);
      assertThat(message.getString("body")).isEqualTo("to all");
      assertThat(message.getString("ref")).isEqualTo("r");
      assertThat(message.getString("senderId")).isEqualTo(ann.userId());
      link.close();
    }
  }

  private Api.Answer post(JsonObject message) {
    return ann.api().post("/channels/" + channel + "/messages", message);
  }

  private List<String> bodies() {
    return SessionsIT.objects(
            bob.api().get("/channels/" + channel + "/messages").is(200).json(), "messages")
        .stream()
        .map(message -> message.getString("body"))
        .toList();
  }

  private static JsonObject message(String body, String ref) {
    return new JsonObject().put("body", body).put("ref", ref);
  }
}
