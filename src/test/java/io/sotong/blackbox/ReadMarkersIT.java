package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Read markers and unread counts. */
@Execution(ExecutionMode.CONCURRENT)
class ReadMarkersIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");

  @Test
  void aMarkerOnlyMovesForward() {
    String channel = talk(ann.directWith(bob), 5);
    read(bob, channel, 3).isSuccess();
    read(bob, channel, 2).isSuccess();
    assertThat(marker(ann, channel, bob)).isEqualTo(3);
    read(bob, channel, 5).isSuccess();
    assertThat(marker(ann, channel, bob)).isEqualTo(5);
  }

  @Test
  void aMarkerBeyondTheChannelsEndIsInvalid() {
    String channel = talk(ann.directWith(bob), 1);
    read(bob, channel, 2).isRefused(422, "invalid");
    bob.api().put("/channels/" + channel + "/read", new JsonObject()).isRefused(400, "bad_request");
    bob.api()
        .put("/channels/" + channel + "/read", new JsonObject().put("seq", "one"))
        .isRefused(400, "bad_request");
  }

  @Test
  void inADirectChannelBothSidesAndTheOwnDevicesAreTold() {
    String channel = talk(ann.directWith(bob), 2);
    Link anns = ann.online();
    Link bobs = bob.online();
    Link bobsOther = bob.person().logIn().online();
    assertThat(bobs.call("read", new JsonObject().put("channelId", channel).put("seq", 2)))
        .isEmpty();
    for (Link link : List.of(anns, bobs, bobsOther)) {
      link.pushes().awaitEntry("the marker", marker(channel, bob, 2));
    }
    assertThat(marker(ann, channel, bob)).isEqualTo(2);
    List.of(anns, bobs, bobsOther).forEach(Link::close);
  }

  @Test
  void inAGroupOnlyTheOwnDevicesAreTold() {
    String group = talk(ann.groupWith(bob), 2);
    Link anns = ann.online();
    Link bobsOther = bob.person().logIn().online();
    read(bob, group, 2).isSuccess();
    bobsOther.pushes().awaitEntry("the marker", marker(group, bob, 2));
    anns.pushes().awaitMessage(group, bob.say(group, "fence"));
    assertThat(anns.pushes().entries()).noneMatch(entry -> marker(group, bob, 2).test(entry));
    assertThat(marker(ann, group, bob))
        .as("the marker as it can be asked for")
        .isGreaterThanOrEqualTo(2);
    anns.close();
    bobsOther.close();
  }

  @Test
  void theMarkerDecidesWhatIsUnread() {
    String channel = talk(ann.directWith(bob), 5);
    assertThat(summary(channel).getLong("unreadCount")).isEqualTo(5);
    read(bob, channel, 3).isSuccess();
    assertThat(summary(channel).getLong("unreadCount")).isEqualTo(2);
    assertThat(summary(channel).getLong("readSeq")).isEqualTo(3);
    read(bob, channel, 5).isSuccess();
    assertThat(summary(channel).getLong("unreadCount")).isZero();
  }

  @Test
  void whoIsNotInTheChannelNeitherMovesNorSeesMarkers() {
    String channel = talk(ann.directWith(bob), 1);
    Device stranger = sotong.arrive("stranger");
    read(stranger, channel, 1).isRefused(404, "not_found");
    stranger.api().get("/channels/" + channel + "/reads").isRefused(404, "not_found");
    Link link = stranger.online();
    link.isRefused("not_found", "read", new JsonObject().put("channelId", channel).put("seq", 1));
    link.close();
  }

  private String talk(String channel, int messages) {
    for (int i = 1; i <= messages; i++) {
      ann.say(channel, "number " + i);
    }
    return channel;
  }

  private JsonObject summary(String channel) {
    return bob.api().get("/channels/" + channel).is(200).json();
  }

  private static Api.Answer read(Device reader, String channel, long seq) {
    return reader.api().put("/channels/" + channel + "/read", new JsonObject().put("seq", seq));
  }

  private static long marker(Device viewer, String channel, Device reader) {
    return SessionsIT.objects(
            viewer.api().get("/channels/" + channel + "/reads").is(200).json(), "reads")
        .stream()
        .filter(each -> each.getString("userId").equals(reader.userId()))
        .mapToLong(each -> each.getLong("seq"))
        .findFirst()
        .orElse(0);
  }

  private static Predicate<JsonObject> marker(String channel, Device reader, long seq) {
    return entry ->
        "read".equals(entry.getString("kind"))
            && channel.equals(entry.getString("channelId"))
            && reader.userId().equals(entry.getString("userId"))
            && entry.getLong("readSeq") == seq;
  }
}
