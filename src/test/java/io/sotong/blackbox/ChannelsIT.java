package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code /channels} and their members. */
@Execution(ExecutionMode.CONCURRENT)
class ChannelsIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");

  @Test
  void twoUsersHaveOneDirectChannelWhoeverOpensIt() {
    JsonObject channel = ann.api().post("/channels", direct(bob)).is(201).json();
    assertThat(channel.getString("kind")).isEqualTo("direct");
    assertThat(channel.getJsonArray("memberIds"))
        .containsExactlyInAnyOrder(ann.userId(), bob.userId());
    assertThat(channel.getString("createdAt")).matches(AccountsIT.TIME);
    assertThat(channel.fieldNames()).doesNotContain("ownerId", "name");
    JsonObject again = bob.api().post("/channels", direct(ann)).is(200).json();
    assertThat(again.getString("channelId")).isEqualTo(channel.getString("channelId"));
    assertThat(ann.api().post("/channels", direct(bob)).is(200).json().getString("channelId"))
        .isEqualTo(channel.getString("channelId"));
  }

  @Test
  void aDirectChannelNeedsAnotherOne() {
    ann.api().post("/channels", direct(ann)).isRefused(422, "invalid");
    ann.api()
        .post("/channels", new JsonObject().put("kind", "direct").put("userId", "nobody"))
        .isOneOf(404, 422);
    ann.api()
        .post("/channels", new JsonObject().put("kind", "direct"))
        .isRefused(400, "bad_request");
    ann.api()
        .post("/channels", new JsonObject().put("kind", "party"))
        .isRefused(400, "bad_request");
  }

  @Test
  void aGroupIsToldToItsMembersAndListedForThem() {
    Link link = bob.online();
    JsonObject group = ann.api().post("/channels", group("Hikers 산악회", bob)).is(201).json();
    assertThat(group.getString("name")).isEqualTo("Hikers 산악회");
    assertThat(group.getString("ownerId")).isEqualTo(ann.userId());
    assertThat(group.getJsonArray("memberIds"))
        .containsExactlyInAnyOrder(ann.userId(), bob.userId());
    String id = group.getString("channelId");
    JsonObject entry = link.pushes().awaitEntry("the new group", channel(id));
    assertThat(entry.getJsonObject("channel").getString("name")).isEqualTo("Hikers 산악회");
    assertThat(bob.api().get("/channels/" + id).is(200).json().getString("name"))
        .isEqualTo("Hikers 산악회");
    link.close();
  }

  @Test
  void aGroupNeedsANameAndMembersWhoExist() {
    ann.api().post("/channels", group("", bob)).isRefused(422, "invalid");
    ann.api().post("/channels", group("x".repeat(101), bob)).isRefused(422, "invalid");
    JsonObject withNobody = group("A", bob);
    withNobody.getJsonArray("memberIds").add("nobody");
    ann.api().post("/channels", withNobody).isRefused(422, "invalid");
    ann.api().post("/channels", group("Alone")).is(201);
  }

  @Test
  void ownChannelsAreListedLatestActivityFirst() {
    String older = ann.groupWith(bob);
    String newer = ann.groupWith(bob);
    bob.say(older, "one");
    assertThat(listed(ann, "")).containsExactly(older, newer);
    bob.say(newer, "two");
    assertThat(listed(ann, "")).containsExactly(newer, older);
    JsonObject first =
        SessionsIT.objects(ann.api().get("/channels").is(200).json(), "channels").get(0);
    assertThat(first.getJsonObject("lastMessage").getString("body")).isEqualTo("two");
    assertThat(first.getInteger("unreadCount")).isEqualTo(1);
    assertThat(first.getInteger("readSeq")).isZero();
  }

  @Test
  void theListComesInPages() {
    List<String> made = List.of(ann.groupWith(bob), ann.groupWith(bob), ann.groupWith(bob));
    JsonObject page = ann.api().get("/channels?limit=2").is(200).json();
    assertThat(page.getJsonArray("channels")).hasSize(2);
    JsonObject rest =
        ann.api().get("/channels?limit=2&after=" + page.getString("next")).is(200).json();
    assertThat(rest.getJsonArray("channels")).hasSize(1);
    assertThat(rest.containsKey("next")).isFalse();
    List<String> all = new java.util.ArrayList<>();
    List.of(page, rest)
        .forEach(
            each ->
                SessionsIT.objects(each, "channels")
                    .forEach(channel -> all.add(channel.getString("channelId"))));
    assertThat(all).containsExactlyInAnyOrderElementsOf(made);
    ann.api().get("/channels?limit=0").isRefused(400, "bad_request");
    ann.api().get("/channels?limit=101").isRefused(400, "bad_request");
  }

  @Test
  void onlyTheOwnerRenames() {
    String group = ann.groupWith(bob);
    Link link = bob.online();
    bob.api()
        .patch("/channels/" + group, new JsonObject().put("name", "Mine"))
        .isRefused(403, "forbidden");
    ann.api()
        .patch("/channels/" + group, new JsonObject().put("name", ""))
        .isRefused(422, "invalid");
    ann.api().patch("/channels/" + group, new JsonObject().put("name", "Ours")).is(200);
    assertThat(bob.api().get("/channels/" + group).is(200).json().getString("name"))
        .isEqualTo("Ours");
    link.pushes()
        .awaitEntry(
            "the rename",
            channel(group)
                .and(entry -> "Ours".equals(entry.getJsonObject("channel").getString("name"))));
    link.close();
  }

  @Test
  void onlyTheOwnerAddsAndANewMemberSeesTheWholeHistory() {
    Device cat = sotong.arrive("cat");
    String group = ann.groupWith(bob);
    ann.say(group, "before cat");
    Link link = cat.online();
    bob.api().put(member(group, cat)).isRefused(403, "forbidden");
    cat.api().put(member(group, cat)).isRefused(404, "not_found");
    ann.api().put(member(group, cat)).isSuccess();
    ann.api().put(member(group, cat)).isSuccess();
    ann.api().put("/channels/" + group + "/members/nobody").isOneOf(404, 422);
    link.pushes().awaitEntry("cat is told of the group", channel(group));
    assertThat(
            cat.api()
                .get("/channels/" + group + "/messages")
                .is(200)
                .json()
                .getJsonArray("messages"))
        .hasSize(1);
    assertThat(ann.api().get("/channels/" + group).is(200).json().getJsonArray("memberIds"))
        .hasSize(3);
    link.close();
  }

  @Test
  void whoIsRemovedIsToldAndFindsNothingAnyMore() {
    Device cat = sotong.arrive("cat");
    String group = ann.groupWith(bob, cat);
    Link cats = cat.online();
    Link bobs = bob.online();
    bob.api().delete(member(group, cat)).isRefused(403, "forbidden");
    ann.api().delete(member(group, cat)).isSuccess();
    long after = ann.say(group, "cat is gone");

    cats.pushes()
        .awaitEntry(
            "cat is told",
            channel(group)
                .and(entry -> entry.getJsonObject("channel").getBoolean("removed", false)));
    bobs.pushes().awaitMessage(group, after);
    cat.api().get("/channels/" + group).isRefused(404, "not_found");
    cat.api().get("/channels/" + group + "/messages").isRefused(404, "not_found");
    cats.isRefused(
        "not_found",
        "send",
        new JsonObject().put("channelId", group).put("body", "let me in").put("ref", "r"));
    assertThat(listed(cat, "")).isEmpty();
    long fence = cat.say(cat.groupWith(), "fence");
    assertThat(fence).isEqualTo(1);
    cats.pushes().awaitEntry("the fence", entry -> "message".equals(entry.getString("kind")));
    assertThat(cats.pushes().messages(group)).as("messages to cat after its removal").isEmpty();
    assertThat(bobs.pushes().entries("channel"))
        .allSatisfy(
            entry ->
                assertThat(entry.getJsonObject("channel").getBoolean("removed", false)).isFalse());
    List.of(cats, bobs).forEach(Link::close);
  }

  @Test
  void aMemberLeavesByItself() {
    String group = ann.groupWith(bob);
    bob.api().delete(member(group, bob)).isSuccess();
    bob.api().get("/channels/" + group).isRefused(404, "not_found");
    assertThat(ann.api().get("/channels/" + group).is(200).json().getJsonArray("memberIds"))
        .containsExactly(ann.userId());
    ann.api().delete(member(group, bob)).isRefused(404, "not_found");
  }

  @Test
  void anOwnerWhoLeavesHandsOverToTheLongestStandingMember() {
    Device cat = sotong.arrive("cat");
    Device dan = sotong.arrive("dan");
    String group = ann.groupWith();
    ann.api().put(member(group, dan)).isSuccess();
    ann.api().put(member(group, cat)).isSuccess();
    ann.api().put(member(group, bob)).isSuccess();
    ann.api().delete(member(group, ann)).isSuccess();
    assertThat(bob.api().get("/channels/" + group).is(200).json().getString("ownerId"))
        .isEqualTo(dan.userId());
    dan.api().patch("/channels/" + group, new JsonObject().put("name", "Dan's")).is(200);
    cat.api()
        .patch("/channels/" + group, new JsonObject().put("name", "Cat's"))
        .isRefused(403, "forbidden");
  }

  @Test
  void aDirectChannelIsFixed() {
    Device cat = sotong.arrive("cat");
    String channel = ann.directWith(bob);
    ann.api()
        .patch("/channels/" + channel, new JsonObject().put("name", "Us"))
        .isRefused(409, "conflict");
    ann.api().put(member(channel, cat)).isRefused(409, "conflict");
    ann.api().delete(member(channel, bob)).isRefused(409, "conflict");
  }

  @Test
  void whoIsNotInItFindsNoSuchChannel() {
    Device stranger = sotong.arrive("stranger");
    String group = ann.groupWith(bob);
    stranger.api().get("/channels/" + group).isRefused(404, "not_found");
    stranger
        .api()
        .patch("/channels/" + group, new JsonObject().put("name", "Mine"))
        .isRefused(404, "not_found");
    stranger.api().delete(member(group, bob)).isRefused(404, "not_found");
    ann.api().get("/channels/no-such-channel").isRefused(404, "not_found");
  }

  private static List<String> listed(Device viewer, String query) {
    return SessionsIT.objects(viewer.api().get("/channels" + query).is(200).json(), "channels")
        .stream()
        .map(channel -> channel.getString("channelId"))
        .toList();
  }

  private static java.util.function.Predicate<JsonObject> channel(String channelId) {
    return entry ->
        "channel".equals(entry.getString("kind"))
            && channelId.equals(entry.getJsonObject("channel").getString("channelId"));
  }

  private static String member(String channelId, Device device) {
    return "/channels/" + channelId + "/members/" + device.userId();
  }

  private static JsonObject direct(Device other) {
    return new JsonObject().put("kind", "direct").put("userId", other.userId());
  }

  private static JsonObject group(String name, Device... others) {
    JsonArray members = new JsonArray();
    for (Device other : others) {
      members.add(other.userId());
    }
    return new JsonObject().put("kind", "group").put("name", name).put("memberIds", members);
  }
}
