package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients out of their minds, beside one that behaves and must notice nothing. */
@Execution(ExecutionMode.CONCURRENT)
class FuzzIT {
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_124L);
  private static final int FRAMES = 5_000;

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final Device eve = sotong.arrive("eve");
  private final String secret = ann.directWith(bob);
  private final Random random = new Random(SEED);

  @Test
  void randomBridgeFramesReachNothingThatIsNotAllowed() {
    ann.awaitEntry("her channel", entry -> "channel".equals(entry.getString("kind")));
    ann.awaitCopy(secret, ann.say(secret, "the secret"));
    Device cat = sotong.arrive("cat");
    String own = eve.groupWith();
    Link anns = ann.online();
    Link bobs = bob.online(LinkKind.SOCKJS_WEBSOCKET);
    long annsHead = head(ann);
    List<JsonObject> heard = new ArrayList<>();
    BridgeLink eves = (BridgeLink) eve.online(LinkKind.SOCKJS_WEBSOCKET);
    int connections = 1;
    for (int i = 0; i < FRAMES; i++) {
      if (eves.closed().isDone()) {
        heard.addAll(eves.everything());
        eves = (BridgeLink) eve.online(LinkKind.SOCKJS_WEBSOCKET);
        connections++;
      }
      eves.sendText(randomFrame(own, cat));
      if (i % 250 == 249) {
        settle(eves);
        behaves(anns, bobs);
      }
    }
    settle(eves);
    heard.addAll(eves.everything());
    eves.close();

    assertThat(connections).as("connections that the frames needed").isLessThan(FRAMES);
    assertThat(heard.toString())
        .as("what eve heard, seed %s", SEED)
        .doesNotContain("the secret")
        .doesNotContain("well-behaved");
    assertThat(
            SessionsIT.objects(
                ann.api().get("/channels/" + secret + "/messages?limit=100").is(200).json(),
                "messages"))
        .allSatisfy(
            message -> assertThat(message.getString("senderId")).isIn(ann.userId(), bob.userId()));
    assertThat(anns.pushes().all()).noneMatch(frame -> frame.encode().contains(eve.userId()));
    assertThat(bobs.pushes().all()).noneMatch(frame -> frame.encode().contains(eve.userId()));
    assertThat(
            SessionsIT.objects(
                eve.api().get("/channels/" + own + "/messages?limit=100").is(200).json(),
                "messages"))
        .allSatisfy(message -> assertThat(message.getString("senderId")).isEqualTo(eve.userId()));
    assertThat(head(cat)).as("entries of somebody who has nothing to do with it").isZero();
    assertThat(head(ann))
        .as("ann's entries are those of the well-behaved talk")
        .isEqualTo(annsHead + 2 * (FRAMES / 250));
    anns.close();
    bobs.close();
  }

  @Test
  void randomAndTruncatedFramesNeitherHangNorEndAnotherSession() {
    Link anns = ann.online();
    Link bobs = bob.online();
    for (int i = 0; i < 150; i++) {
      try (RawSocket socket = RawSocket.open(eve.webSocket())) {
        if (i % 2 == 0) {
          socket.text(
              new JsonObject().put("op", "hello").put("id", 1).put("token", eve.token()).encode());
        }
        for (int frames = random.nextInt(6); frames >= 0; frames--) {
          socket.bytes(randomWebSocketBytes());
        }
      }
      if (i % 25 == 24) {
        behaves(anns, bobs);
      }
    }
    Link eves = eve.online();
    eves.call("beat", new JsonObject());
    eves.close();
    anns.close();
    bobs.close();
  }

  @Test
  void randomTextsAreAnsweredOrEndTheirOwnSessionOnly() {
    Link anns = ann.online();
    Link bobs = bob.online();
    ChatSocket eves = (ChatSocket) eve.online();
    for (int i = 0; i < 1_500; i++) {
      if (eves.closed().isDone()) {
        eves = (ChatSocket) eve.online();
      }
      eves.sendText(randomText());
      if (i % 250 == 249) {
        behaves(anns, bobs);
      }
    }
    assertThat(anns.pushes().all()).noneMatch(frame -> frame.encode().contains(eve.userId()));
    eves.close();
    anns.close();
    bobs.close();
  }

  /** The two well-behaved sessions talk, each in its turn, and are answered soon. */
  private void behaves(Link anns, Link bobs) {
    long one = anns.send(secret, "well-behaved", Sotong.freshName("ref")).getLong("seq");
    long two = bobs.send(secret, "well-behaved too", Sotong.freshName("ref")).getLong("seq");
    bobs.pushes().awaitMessage(secret, one);
    anns.pushes().awaitMessage(secret, two);
  }

  /** Returns once the server has looked at all that was sent, or has closed the connection. */
  private static void settle(BridgeLink link) {
    CompletableFuture<JsonObject> beat = link.ask("beat", new JsonObject());
    Await.until(
        "answered or closed",
        Duration.ofSeconds(20),
        () -> beat.isDone() || link.closed().isDone());
  }

  private static long head(Device device) {
    return device.api().get("/mailbox").is(200).json().getLong("head");
  }

  private String randomFrame(String own, Device cat) {
    List<String> types =
        List.of(
            "send",
            "send",
            "send",
            "publish",
            "register",
            "unregister",
            "ping",
            "rec",
            "err",
            "",
            "SEND");
    List<String> addresses =
        List.of(
            "chat.v1.send",
            "chat.v1.read",
            "chat.v1.beat",
            "chat.v1.ack",
            "chat.v1.typing",
            "chat.v1.hello",
            "chat.v1.route",
            "chat.v1.push.wake",
            "chat.v1.mailbox." + ann.userId(),
            "chat.v1.mailbox." + bob.userId(),
            "chat.v1.mailbox." + cat.userId(),
            "chat.v1.mailbox.*",
            "chat.v1.node.n1",
            "chat.v1.presence",
            "__vertx.haInfo",
            "",
            randomWord());
    JsonObject body = new JsonObject();
    String channel = pick(List.of(secret, secret, own, "nowhere", randomWord()));
    if (random.nextInt(8) > 0) {
      body.put("channelId", channel)
          .put("body", randomWord() + " by eve")
          .put("ref", randomWord())
          .put("seq", random.nextInt(5));
      body.put("senderId", ann.userId())
          .put("userId", ann.userId())
          .put("token", pick(List.of(eve.token(), "none", randomWord())));
    }
    JsonObject frame =
        new JsonObject()
            .put("type", pick(types))
            .put("address", pick(addresses))
            .put("headers", new JsonObject())
            .put("body", body);
    if (random.nextBoolean()) {
      frame.put(
          "replyAddress",
          pick(List.of("chat.v1.mailbox." + ann.userId(), "chat.v1.route", randomWord())));
    }
    String text = frame.encode();
    return switch (random.nextInt(12)) {
      case 0 -> text.substring(0, random.nextInt(text.length()));
      case 1 -> randomText();
      case 2 ->
          text.replace("{}", pick(List.of("[]", "null", "7", "\"text\"", "{\"a\":{\"b\":[[]]}}")));
      default -> text;
    };
  }

  private String randomText() {
    String hello =
        "{\"op\":\"send\",\"id\":1,\"channelId\":\""
            + secret
            + "\",\"body\":\"by eve\",\"ref\":\"r\",\"base\":0}";
    return switch (random.nextInt(9)) {
      case 0 -> hello.substring(0, random.nextInt(hello.length()));
      case 1 -> "[".repeat(random.nextInt(2_000));
      case 2 -> "{\"op\":\"beat\",\"id\":" + random.nextLong() + "}";
      case 3 -> "{\"op\":\"beat\",\"id\":1e999}";
      case 4 ->
          hello.replace(
              "send",
              pick(
                  List.of(
                      "read", "typing", "ack", "hello", "beat", "entry", "reply", randomWord())));
      case 5 ->
          hello.replace(
              "\"by eve\"", pick(List.of("null", "[]", "1", "{}", "true", "\"\\ud800\"")));
      case 6 -> randomWord();
      case 7 -> "{\"op\":\"" + "o".repeat(random.nextInt(5_000)) + "\",\"id\":2}";
      default -> hello;
    };
  }

  private byte[] randomWebSocketBytes() {
    byte[] noise = new byte[random.nextInt(300)];
    random.nextBytes(noise);
    byte[] good =
        RawSocket.encode(
            0x81, 23, "{\"op\":\"beat\",\"id\":12345".getBytes(StandardCharsets.UTF_8));
    return switch (random.nextInt(8)) {
      case 0 -> noise;
      case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
      case 2 -> RawSocket.encode(0x81, noise.length, noise); // most of it no UTF-8
      case 3 -> RawSocket.encode(0x80, noise.length, noise); // a continuation of nothing
      case 4 -> RawSocket.encode(0x83 + random.nextInt(5), noise.length, noise); // reserved opcodes
      case 5 -> RawSocket.encode(0x81, Long.MAX_VALUE, noise);
      case 6 -> RawSocket.encode(0xf1, noise.length, noise); // reserved bits
      default -> RawSocket.encode(0x88, 1, new byte[] {7}); // a close with half a code
    };
  }

  private String randomWord() {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(20); i >= 0; i--) {
      word.appendCodePoint(
          random.nextInt(6) == 0 ? 0xac00 + random.nextInt(11_000) : ' ' + random.nextInt(95));
    }
    return word.toString();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
