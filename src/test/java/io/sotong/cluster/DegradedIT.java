package io.sotong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.blackbox.Device;
import io.sotong.blackbox.Link;
import io.sotong.blackbox.Refused;
import io.sotong.servers.Server;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What still works while a store beneath is away, and that all works once it is back. */
class DegradedIT {
  /** What the contract says, and as much again as a busy machine may need. */
  private static final Duration UNAVAILABLE_WITHIN = Duration.ofSeconds(3 + 7);

  private static final Duration MEMBERS_HOLD = Duration.ofSeconds(30);
  private static final Duration BACK_WITHIN = Duration.ofMinutes(2);

  @TempDir static Path directory;
  private static TestCluster cluster;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(directory, List.of("all"), Map.of());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void withoutPostgresWhoIsConnectedChatsOnWithTheMembersThatAreKnownAndThenIsToldUnavailable() {
    Device ann = cluster.sotong(0).arrive("ann");
    Device bob = cluster.sotong(0).arrive("bob");
    String channel = ann.directWith(bob);
    Server postgres = cluster.backing().postgres();
    try (Link annsLink = ann.online();
        Link bobsLink = bob.online()) {
      bobsLink
          .pushes()
          .awaitMessage(channel, annsLink.send(channel, "before", "r0").getLong("seq"));

      postgres.kill();
      long killed = System.nanoTime();

      long seq = annsLink.send(channel, "meanwhile", "r1").getLong("seq");
      bobsLink.pushes().awaitMessage(channel, seq);
      assertThat(bobsLink.send(channel, "an answer", "r2").getLong("seq")).isEqualTo(seq + 1);
      annsLink.pushes().awaitMessage(channel, seq + 1);
      cluster
          .sotong(0)
          .api()
          .post("/sessions", ann.person().credentials())
          .isRefused(503, "unavailable");

      int[] sent = {0};
      long[] lastWritten = {killed};
      Await.until(
          "sends are unavailable",
          MEMBERS_HOLD.multipliedBy(2),
          () -> {
            long written = System.nanoTime();
            boolean accepted = isAccepted(annsLink, channel, "on" + sent[0]);
            if (accepted) {
              sent[0]++;
              lastWritten[0] = written;
            }
            Await.pass(Duration.ofMillis(500));
            return !accepted;
          });
      assertThat(Duration.ofNanos(lastWritten[0] - killed))
          .as("how long members were taken from what is known")
          .isLessThan(MEMBERS_HOLD);

      postgres.restart();

      awaitAccepted(annsLink, channel, "on" + sent[0]);
      long last = seq + 2 + sent[0];
      bobsLink.pushes().awaitMessage(channel, last);
      assertThat(seqs(bobsLink, channel))
          .isEqualTo(LongStream.rangeClosed(seq - 1, last).boxed().toList());
    } finally {
      if (!postgres.isAlive()) {
        postgres.restart();
      }
    }
  }

  @Test
  void messagesFlowWhileRedisIsEmptyAndPresenceIsThereAgainAfterAHeartbeat() {
    Device ann = cluster.sotong(0).arrive("ann");
    Device bob = cluster.sotong(0).arrive("bob");
    String channel = ann.directWith(bob);
    try (Link annsLink = ann.online();
        Link bobsLink = bob.online()) {
      bobsLink
          .pushes()
          .awaitMessage(channel, annsLink.send(channel, "before", "r0").getLong("seq"));

      cluster.backing().redis().restart();

      for (int i = 1; i <= 5; i++) {
        long seq = annsLink.send(channel, "to an empty Redis", "r" + i).getLong("seq");
        bobsLink.pushes().awaitMessage(channel, seq);
      }
      Await.until(
          "both are seen again",
          Duration.ofSeconds(30),
          () -> online(ann, channel) == 2 && online(bob, channel) == 2);
    }
  }

  @Test
  void withoutAQuorumOfCassandraNothingIsAcknowledgedAndAfterwardsNothingIsLostOrDoubled() {
    Device ann = cluster.sotong(0).arrive("ann");
    Device bob = cluster.sotong(0).arrive("bob");
    String channel = ann.directWith(bob);
    List<Server> two = cluster.backing().cassandra().subList(1, 3);
    try (Link annsLink = ann.online();
        Link bobsLink = bob.online()) {
      bobsLink
          .pushes()
          .awaitMessage(channel, annsLink.send(channel, "before", "r0").getLong("seq"));

      two.forEach(Server::pause);
      try {
        for (int i = 1; i <= 5; i++) {
          long began = System.nanoTime();
          assertThat(isAccepted(annsLink, channel, "r" + i)).isFalse();
          assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(UNAVAILABLE_WITHIN);
        }
      } finally {
        two.forEach(Server::resume);
      }

      for (int i = 1; i <= 5; i++) {
        awaitAccepted(annsLink, channel, "r" + i);
      }
      List<JsonObject> messages = new ArrayList<>();
      bob.api()
          .get("/channels/" + channel + "/messages")
          .is(200)
          .json()
          .getJsonArray("messages")
          .forEach(each -> messages.add((JsonObject) each));
      assertThat(messages.stream().map(each -> each.getString("ref")).toList())
          .containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4", "r5");
      Device second = bob.person().logIn();
      try (Link late = second.online()) {
        late.pushes()
            .awaitMessage(channel, annsLink.send(channel, "after", "r6").getLong("seq"));
      }
    }
  }

  private static List<Long> seqs(Link link, String channel) {
    return link.pushes().messages(channel).stream()
        .map(message -> message.getLong("seq"))
        .toList();
  }

  private static long online(Device device, String channel) {
    return device
        .api()
        .get("/channels/" + channel + "/presence")
        .isOneOf(200, 503)
        .json()
        .getJsonArray("presence", new io.vertx.core.json.JsonArray())
        .stream()
        .filter(one -> "online".equals(((JsonObject) one).getString("status")))
        .count();
  }

  private static void awaitAccepted(Link link, String channel, String ref) {
    Await.until("accepted: " + ref, BACK_WITHIN, () -> isAccepted(link, channel, ref));
  }

  /** Whether a message is acknowledged; if not, it must be for want of a store. */
  private static boolean isAccepted(Link link, String channel, String ref) {
    try {
      link.send(channel, "body of " + ref, ref);
      return true;
    } catch (Refused refused) {
      assertThat(refused.code()).isEqualTo("unavailable");
      return false;
    }
  }
}
