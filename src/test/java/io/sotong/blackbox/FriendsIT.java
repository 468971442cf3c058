package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code /friends}: asking, accepting, declining, ending. */
@Execution(ExecutionMode.CONCURRENT)
class FriendsIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");

  @Test
  void aRequestIsOutgoingHereAndIncomingThere() {
    Link link = bob.online();
    JsonObject friend = ask(ann, bob).is(201).json();
    assertThat(friend.getString("state")).isEqualTo("outgoing");
    assertThat(state(ann, bob)).isEqualTo("outgoing");
    assertThat(state(bob, ann)).isEqualTo("incoming");
    awaitFriend(link, ann, "incoming");
    link.close();
  }

  @Test
  void anAcceptedRequestIsAFriendshipOnAllDevicesOfBoth() {
    Link anns = ann.online();
    Link annsPhone = ann.person().logIn().online();
    Link bobs = bob.online();
    ask(ann, bob).is(201);

    bob.api().post("/friends/" + ann.userId() + "/accept").is(200);

    assertThat(state(ann, bob)).isEqualTo("friends");
    assertThat(state(bob, ann)).isEqualTo("friends");
    awaitFriend(anns, bob, "friends");
    awaitFriend(annsPhone, bob, "friends");
    awaitFriend(bobs, ann, "friends");
    List.of(anns, annsPhone, bobs).forEach(Link::close);
  }

  @Test
  void whoAsksBackAccepts() {
    ask(ann, bob).is(201);
    ask(bob, ann).isSuccess();
    assertThat(state(ann, bob)).isEqualTo("friends");
  }

  @Test
  void askingAgainChangesNothing() {
    ask(ann, bob).is(201);
    ask(ann, bob).is(200);
    assertThat(SessionsIT.objects(bob.api().get("/friends").is(200).json(), "friends")).hasSize(1);
  }

  @Test
  void aRequestCanBeDeclinedAndTakenBack() {
    ask(ann, bob).is(201);
    bob.api().delete("/friends/" + ann.userId()).isSuccess();
    assertThat(state(ann, bob)).isEmpty();
    ask(ann, bob).is(201);
    ann.api().delete("/friends/" + bob.userId()).isSuccess();
    assertThat(state(bob, ann)).isEmpty();
    bob.api().post("/friends/" + ann.userId() + "/accept").isRefused(404, "not_found");
  }

  @Test
  void aFriendshipEndsForBoth() {
    ann.befriend(bob);
    Link link = bob.online();
    ann.api().delete("/friends/" + bob.userId()).isSuccess();
    assertThat(state(ann, bob)).isEmpty();
    assertThat(state(bob, ann)).isEmpty();
    link.pushes()
        .awaitEntry(
            "the end of the friendship",
            entry -> isFriend(entry, ann) && !"friends".equals(entry.getString("state")));
    link.close();
  }

  @Test
  void aFriendIsListedWithPresenceAndARequestIsNot() {
    ask(ann, bob).is(201);
    Link link = bob.online();
    assertThat(friend(ann, bob).getJsonObject("presence")).isNull();
    bob.api().post("/friends/" + ann.userId() + "/accept").is(200);
    Await.until(
        "the friend is online",
        Pushes.SOON,
        () ->
            "online"
                .equals(
                    friend(ann, bob)
                        .getJsonObject("presence", new JsonObject())
                        .getString("status")));
    link.close();
  }

  @Test
  void onlyWhoWasAskedCanAccept() {
    ask(ann, bob).is(201);
    ann.api().post("/friends/" + bob.userId() + "/accept").isRefused(404, "not_found");
    ann.api().post("/friends/nobody/accept").isRefused(404, "not_found");
    assertThat(state(ann, bob)).isEqualTo("outgoing");
  }

  @Test
  void nobodyIsTheirOwnFriendOrAFriendOfNobody() {
    ask(ann, ann).isRefused(422, "invalid");
    ann.api()
        .post("/friends", new JsonObject().put("userId", "nobody"))
        .isRefused(404, "not_found");
    ann.api().post("/friends", new JsonObject()).isRefused(400, "bad_request");
    ann.api().delete("/friends/nobody").isRefused(404, "not_found");
  }

  private static Api.Answer ask(Device from, Device to) {
    return from.api().post("/friends", new JsonObject().put("userId", to.userId()));
  }

  private static String state(Device here, Device there) {
    return friend(here, there).getString("state", "");
  }

  private static JsonObject friend(Device here, Device there) {
    return SessionsIT.objects(here.api().get("/friends").is(200).json(), "friends").stream()
        .filter(friend -> friend.getJsonObject("user").getString("userId").equals(there.userId()))
        .findFirst()
        .orElseGet(JsonObject::new);
  }

  private static void awaitFriend(Link link, Device other, String state) {
    link.pushes()
        .awaitEntry(
            "friend entry " + state,
            entry -> isFriend(entry, other) && state.equals(entry.getString("state")));
  }

  private static boolean isFriend(JsonObject entry, Device other) {
    return "friend".equals(entry.getString("kind"))
        && other.userId().equals(entry.getString("userId"));
  }
}
