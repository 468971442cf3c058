package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who is online, and who is told. The tests that wait out the 30 s do so beside each other. */
@Execution(ExecutionMode.CONCURRENT)
class PresenceIT {
  private static final Duration GONE_AFTER = Duration.ofSeconds(30);
  private static final Duration EARLY = Duration.ofSeconds(1);

  /** The nodes and stores of a cluster share this machine with each other and with the tests. */
  private static final Duration LATE =
      Duration.ofSeconds(Boolean.getBoolean("sotong.cluster") ? 5 : 1);

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");

  @Test
  void whoStopsBeatingIsOffline30SecondsLaterAndFriendsAreToldOnce() {
    Link bobs = befriended();
    Link anns = appear(bobs);
    anns.silence();
    anns.call("beat", new JsonObject());
    long lastBeat = System.nanoTime();
    bobs.pushes().await("ann is offline", Duration.ofSeconds(40), status("offline"));
    Duration after = Duration.ofNanos(System.nanoTime() - lastBeat);
    assertThat(after).isBetween(GONE_AFTER.minus(EARLY), GONE_AFTER.plus(LATE));
    Await.pass(Duration.ofSeconds(4));
    assertThat(told(bobs)).containsExactly("online", "offline");
    bobs.close();
  }

  @Test
  void aCutConnectionIsNoticedAsLateAsASilentOne() {
    Link bobs = befriended();
    Link anns = appear(bobs);
    anns.call("beat", new JsonObject());
    long lastBeat = System.nanoTime();
    anns.cut();
    bobs.pushes().await("ann is offline", Duration.ofSeconds(40), status("offline"));
    Duration after = Duration.ofNanos(System.nanoTime() - lastBeat);
    assertThat(after).isBetween(GONE_AFTER.minus(EARLY), GONE_AFTER.plus(LATE));
    bobs.close();
  }

  @Test
  void whoComesBackInTimeWasNeverAway() {
    Link bobs = befriended();
    appear(bobs).cut();
    Await.pass(Duration.ofSeconds(20));
    Link again = ann.online();
    Await.pass(Duration.ofSeconds(20));
    assertThat(told(bobs)).containsExactly("online");
    assertThat(seen(bob)).isEqualTo("online");
    again.close();
    bobs.close();
  }

  @Test
  void theLastLogOutIsToldAtOnce() {
    Link bobs = befriended();
    appear(bobs);
    long start = System.nanoTime();
    ann.api().delete("/sessions/current").isSuccess();
    bobs.pushes().await("ann is offline", status("offline"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LATE.plusSeconds(2));
    assertThat(told(bobs)).containsExactly("online", "offline");
    bobs.close();
  }

  @Test
  void oneOfTwoDevicesGoneIsNothingToTell() {
    Link bobs = befriended();
    Link anns = appear(bobs);
    Device second = ann.person().logIn();
    Device third = ann.person().logIn();
    Link seconds = second.online();
    Link thirds = third.online();
    second.api().delete("/sessions/current").isSuccess();
    seconds.isClosedWith(4401);
    thirds.cut();
    Await.pass(Duration.ofSeconds(34));
    assertThat(told(bobs)).containsExactly("online");
    assertThat(seen(bob)).isEqualTo("online");
    anns.close();
    bobs.close();
  }

  @Test
  void theBlockedAreToldNothing() {
    Device cat = sotong.arrive("cat");
    ann.befriend(cat);
    Link bobs = befriended();
    Link cats = cat.online();
    ann.api().put("/blocks/" + bob.userId()).isSuccess();
    Link anns = ann.online();
    cats.pushes().await("cat sees ann", status("online"));
    ann.api().delete("/sessions/current").isSuccess();
    cats.pushes().await("cat sees ann go", status("offline"));
    anns.isClosedWith(4401);
    bobs.pushes().awaitMessage(bobsNote(), 1);
    assertThat(told(bobs)).isEmpty();
    cats.close();
    bobs.close();
  }

  @Test
  void strangersSeeNothing() {
    Link anns = ann.online();
    assertThat(
            bob.api()
                .get("/presence?userIds=" + ann.userId())
                .is(200)
                .json()
                .getJsonArray("presence"))
        .isEmpty();
    bob.api().get("/presence").isRefused(400, "bad_request");
    anns.close();
  }

  @Test
  void aGroupsPresenceIsReadByItsMembers() {
    String group = ann.groupWith(bob);
    Link anns = ann.online();
    Await.until(
        "ann is online in the group",
        Pushes.SOON,
        () -> "online".equals(status(bob.api().get("/channels/" + group + "/presence"), ann)));
    assertThat(status(ann.api().get("/channels/" + group + "/presence"), bob)).isEqualTo("offline");
    assertThat(seen(bob)).as("co-members may ask").isEqualTo("online");
    sotong
        .arrive("stranger")
        .api()
        .get("/channels/" + group + "/presence")
        .isRefused(404, "not_found");
    anns.close();
  }

  @Test
  void aNoticeNamesThePairTheUserAndTheTime() {
    Link bobs = befriended();
    Link anns = appear(bobs);
    JsonObject notice = bobs.pushes().await("the notice", status("online"));
    List<String> pair = Stream.of(ann.userId(), bob.userId()).sorted().toList();
    assertThat(notice.getString("pair")).isEqualTo(pair.get(0) + ":" + pair.get(1));
    assertThat(notice.getString("lastActiveAt")).matches(AccountsIT.TIME);
    anns.close();
    bobs.close();
  }

  @Test
  void aTransientNoticeIsNotKeptInTheMailbox() {
    Link bobs = befriended();
    JsonObject before = bob.api().get("/mailbox").is(200).json();
    appear(bobs).close();
    assertThat(bob.api().get("/mailbox").is(200).json().getLong("head"))
        .isEqualTo(before.getLong("head"));
    bobs.close();
  }

  private Link befriended() {
    ann.befriend(bob);
    bob.awaitEntry("bob is told", entry -> "friends".equals(entry.getString("state")));
    return bob.online();
  }

  private Link appear(Link observer) {
    Link link = ann.online();
    observer.pushes().await("ann is online", status("online"));
    return link;
  }

  private String bobsNote() {
    String note = bob.groupWith();
    bob.say(note, "fence");
    return note;
  }

  private List<String> told(Link observer) {
    return observer.pushes().of("presence").stream()
        .filter(notice -> ann.userId().equals(notice.getString("userId")))
        .map(notice -> notice.getString("status"))
        .toList();
  }

  private String seen(Device viewer) {
    return status(viewer.api().get("/presence?userIds=" + ann.userId()), ann);
  }

  private static String status(Api.Answer answer, Device of) {
    return SessionsIT.objects(answer.is(200).json(), "presence").stream()
        .filter(each -> each.getString("userId").equals(of.userId()))
        .map(each -> each.getString("status"))
        .findFirst()
        .orElse("");
  }

  private Predicate<JsonObject> status(String status) {
    return frame ->
        "presence".equals(frame.getString("op"))
            && ann.userId().equals(frame.getString("userId"))
            && status.equals(frame.getString("status"));
  }
}
