package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code /blocks}: who is blocked reaches the blocker in groups only, and sees nothing of its
 * presence.
 */
@Execution(ExecutionMode.CONCURRENT)
class BlocksIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");

  @Test
  void aBlockedUsersDirectMessagesAreRefused() {
    String channel = bob.directWith(ann);
    bob.say(channel, "before");
    ann.api().put("/blocks/" + bob.userId()).isSuccess();

    JsonObject message = new JsonObject().put("body", "after").put("ref", "r1");
    bob.api().post("/channels/" + channel + "/messages", message).isRefused(403, "blocked");
    Link plain = bob.online();
    plain.isRefused("blocked", "send", message.copy().put("channelId", channel));
    plain.close();
    Link bridge = bob.person().logIn().online(LinkKind.SOCKJS_WEBSOCKET);
    assertThat(
            bridge.isRefused("blocked", "send", message.copy().put("channelId", channel)).status())
        .isEqualTo(403);
    bridge.close();
    assertThat(
            ann.api()
                .get("/channels/" + channel + "/messages")
                .is(200)
                .json()
                .getJsonArray("messages"))
        .hasSize(1);
  }

  @Test
  void anUnblockedUserIsHeardAgain() {
    String channel = bob.directWith(ann);
    ann.api().put("/blocks/" + bob.userId()).isSuccess();
    ann.api().delete("/blocks/" + bob.userId()).isSuccess();
    bob.say(channel, "hello again");
    ann.api().delete("/blocks/" + bob.userId()).isSuccess();
  }

  @Test
  void groupsAreNotTouched() {
    String group = ann.groupWith(bob);
    ann.api().put("/blocks/" + bob.userId()).isSuccess();
    Link link = ann.online();
    long seq = bob.say(group, "to all of you");
    assertThat(link.pushes().awaitMessage(group, seq).getString("body")).isEqualTo("to all of you");
    link.close();
  }

  @Test
  void theBlockedSeeNoPresence() {
    ann.befriend(bob);
    String group = ann.groupWith(bob);
    Link link = ann.online();
    Await.until("bob sees ann", Pushes.SOON, () -> seesOnline(bob, group));
    ann.api().put("/blocks/" + bob.userId()).isSuccess();
    assertThat(seesOnline(bob, group)).isFalse();
    assertThat(bob.api().get("/presence?userIds=" + ann.userId()).is(200).text())
        .doesNotContain("online");
    assertThat(SessionsIT.objects(bob.api().get("/friends").is(200).json(), "friends").toString())
        .doesNotContain("\"online\"");
    link.close();
  }

  @Test
  void blocksAreListedForTheBlockerOnly() {
    ann.api().put("/blocks/" + bob.userId()).isSuccess();
    ann.api().put("/blocks/" + bob.userId()).isSuccess();
    assertThat(SessionsIT.objects(ann.api().get("/blocks").is(200).json(), "blocks"))
        .singleElement()
        .satisfies(
            block ->
                assertThat(block.getJsonObject("user").getString("userId"))
                    .isEqualTo(bob.userId()));
    assertThat(SessionsIT.objects(bob.api().get("/blocks").is(200).json(), "blocks")).isEmpty();
  }

  @Test
  void nobodyBlocksThemselvesOrNobody() {
    ann.api().put("/blocks/" + ann.userId()).isRefused(422, "invalid");
    ann.api().put("/blocks/nobody").isRefused(404, "not_found");
  }

  private boolean seesOnline(Device viewer, String group) {
    return SessionsIT.objects(
            viewer.api().get("/channels/" + group + "/presence").is(200).json(), "presence")
        .stream()
        .anyMatch(
            each ->
                each.getString("userId").equals(ann.userId())
                    && "online".equals(each.getString("status")));
  }
}
