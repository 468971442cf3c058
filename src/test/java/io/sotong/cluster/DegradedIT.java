package io.sotong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Api;
import io.sotong.blackbox.Await;
import io.sotong.blackbox.Device;
import io.sotong.blackbox.Link;
import io.sotong.blackbox.Refused;
import io.sotong.model.UserId;
import io.sotong.push.Attempt;
import io.sotong.push.Subscription;
import io.sotong.push.WakeUp;
import io.sotong.push.web.TestBrowser;
import io.sotong.push.web.TestPushService;
import io.sotong.servers.Server;
import io.sotong.wire.WireWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
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
  private static TestPushService browsers;

  @BeforeAll
  static void start() {
    browsers = new TestPushService();
    cluster =
        TestCluster.start(
            directory,
            List.of("all"),
            Map.of(
                "SOTONG_PUSH_OWN_SERVICES",
                browsers.origin(),
                "SOTONG_PUSH_SWEEP_MS",
                "500",
                "SOTONG_PUSH_TIMEOUT_MS",
                "60000"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
    browsers.close();
  }

  @Test
  void withoutPostgresWhoIsConnectedChatsOnWithTheMembersThatAreKnownAndThenIsToldUnavailable() {
    Server postgres = cluster.backing().postgres();
    try (Conversation talk = Conversation.begin()) {
      postgres.kill();
      long killed = System.nanoTime();

      talk.arrives("r1");
      talk.bobsLink().send(talk.channel(), "an answer", "r2");
      talk.annsLink().pushes().awaitMessage(talk.channel(), 3);
      cluster
          .sotong(0)
          .api()
          .post("/sessions", talk.ann().person().credentials())
          .isRefused(503, "unavailable");

      int[] sent = {0};
      long[] lastWritten = {killed};
      Await.until(
          "sends are unavailable",
          MEMBERS_HOLD.multipliedBy(2),
          () -> {
            long written = System.nanoTime();
            boolean accepted = talk.isAccepted("on" + sent[0]);
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

      talk.awaitAccepted("on" + sent[0]);
      long last = 4L + sent[0];
      talk.bobsLink().pushes().awaitMessage(talk.channel(), last);
      assertThat(talk.bobsSeqs()).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    } finally {
      if (!postgres.isAlive()) {
        postgres.restart();
      }
    }
  }

  @Test
  void messagesFlowWhileRedisIsEmptyAndPresenceIsThereAgainAfterAHeartbeat() {
    try (Conversation talk = Conversation.begin()) {
      cluster.backing().redis().restart();

      for (int i = 1; i <= 5; i++) {
        talk.arrives("r" + i);
      }
      Await.until(
          "both are seen again",
          Duration.ofSeconds(30),
          () -> talk.online(talk.ann()) == 2 && talk.online(talk.bob()) == 2);
    }
  }

  /** As a node does with what has failed too often. */
  private static void giveUp(Server kafka, WakeUp wakeUp) throws Exception {
    WireWriter out = new WireWriter(128);
    Attempt.CODEC.write(out, new Attempt(wakeUp, 12, 0, "503"));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.address()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>("sotong.push.dead", "nobody", out.toBuffer().getBytes()))
          .get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void withoutKafkaPushesWaitAndEverythingElseGoesOn() throws Exception {
    Server kafka = cluster.backing().kafka();
    Device cat = cluster.sotong(0).arrive("cat");
    TestBrowser browser = TestBrowser.make();
    Subscription.Browser subscription = browser.at(browsers.origin() + "/cat");
    JsonObject keys =
        new JsonObject().put("p256dh", subscription.p256dh()).put("auth", subscription.auth());
    cat.api()
        .put(
            "/devices/current/push",
            new JsonObject()
                .put("provider", "webpush")
                .put("endpoint", subscription.endpoint())
                .put("keys", keys))
        .is(204);
    try (Conversation talk = Conversation.begin()) {
      String away = talk.ann().directWith(cat);
      talk.annsLink().send(away, "with Kafka", "with");
      Await.until("it is pushed", BACK_WITHIN, () -> browsers.read("/cat", browser).size() == 1);

      kafka.kill();
      long seq = talk.annsLink().send(away, "without Kafka", "without").getLong("seq");
      for (int i = 1; i <= 5; i++) {
        talk.arrives("r" + i);
      }
      cluster.sotong(0).arrive("dan");
      assertThat(browsers.read("/cat", browser)).hasSize(1);

      kafka.restart();
      Await.until(
          "it is pushed after all",
          BACK_WITHIN.multipliedBy(2),
          () ->
              browsers.read("/cat", browser).stream()
                  .anyMatch(push -> new JsonObject(push).getLong("seq") == seq));

      giveUp(kafka, new WakeUp(new UserId("nobody"), 7));
      assertThat(cluster.node(0).command("push-dead").text())
          .isEqualTo("user nobody, mailbox up to 7, tried 12 times, at last: 503\n1 given up.\n");
      assertThat(cluster.node(0).command("push-dead", "--replay").text())
          .isEqualTo("1 are tried again.\n");
      assertThat(cluster.node(0).command("push-dead").text()).isEqualTo("0 given up.\n");
    } finally {
      if (!kafka.isAlive()) {
        kafka.restart();
      }
    }
  }

  @Test
  void withoutAQuorumOfCassandraNothingIsAcknowledgedAndAfterwardsNothingIsLostOrDoubled() {
    List<Server> two = cluster.backing().cassandra().subList(1, 3);
    try (Conversation talk = Conversation.begin()) {
      two.forEach(Server::pause);
      try {
        for (int i = 1; i <= 5; i++) {
          long began = System.nanoTime();
          assertThat(talk.isAccepted("r" + i)).isFalse();
          assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(UNAVAILABLE_WITHIN);
        }
      } finally {
        two.forEach(Server::resume);
      }

      for (int i = 1; i <= 5; i++) {
        talk.awaitAccepted("r" + i);
      }
      assertThat(talk.refs()).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4", "r5");
      talk.bobsLink().pushes().awaitMessage(talk.channel(), 6);
      assertThat(talk.bobsSeqs()).isEqualTo(LongStream.rangeClosed(1, 6).boxed().toList());
    }
  }

  /** Two people in a direct channel, connected, with one message from ann that reached bob. */
  private record Conversation(Device ann, Device bob, String channel, Link annsLink, Link bobsLink)
      implements AutoCloseable {

    static Conversation begin() {
      Device ann = cluster.sotong(0).arrive("ann");
      Device bob = cluster.sotong(0).arrive("bob");
      Conversation begun =
          new Conversation(ann, bob, ann.directWith(bob), ann.online(), bob.online());
      begun.arrives("r0");
      return begun;
    }

    /** A message of ann's reaches bob. */
    void arrives(String ref) {
      long seq = annsLink.send(channel, "body of " + ref, ref).getLong("seq");
      bobsLink.pushes().awaitMessage(channel, seq);
    }

    void awaitAccepted(String ref) {
      Await.until("accepted: " + ref, BACK_WITHIN, () -> isAccepted(ref));
    }

    /** Whether a message is acknowledged; if not, it must be for want of a store. */
    boolean isAccepted(String ref) {
      try {
        annsLink.send(channel, "body of " + ref, ref);
        return true;
      } catch (Refused refused) {
        assertThat(refused.code()).isEqualTo("unavailable");
        return false;
      }
    }

    List<Long> bobsSeqs() {
      return bobsLink.pushes().messages(channel).stream()
          .map(message -> message.getLong("seq"))
          .toList();
    }

    /** Of all messages in history. */
    List<String> refs() {
      return objects(bob.api().get("/channels/" + channel + "/messages").is(200), "messages")
          .map(message -> message.getString("ref"))
          .toList();
    }

    /** How many of the two are online, as one of them sees it. */
    long online(Device who) {
      return objects(
              who.api().get("/channels/" + channel + "/presence").isOneOf(200, 503), "presence")
          .filter(one -> "online".equals(one.getString("status")))
          .count();
    }

    private static Stream<JsonObject> objects(Api.Answer answer, String name) {
      return answer.json().getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast);
    }

    @Override
    public void close() {
      annsLink.close();
      bobsLink.close();
    }
  }
}
