package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain WebSocket: hello, requests, pushes, and each way to be closed. */
@Execution(ExecutionMode.CONCURRENT)
class SocketIT {
  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");

  @Test
  void helloTellsWhoOneIsAndTheRulesOfTheHouse() {
    Link link = ann.open(LinkKind.WEBSOCKET);
    JsonObject ok = link.hello(ann.token());
    assertThat(ok.getString("userId")).isEqualTo(ann.userId());
    assertThat(ok.getString("deviceId")).isEqualTo(ann.deviceId());
    assertThat(ok.getString("nodeId")).isNotBlank();
    assertThat(ok.getJsonObject("mailbox").getString("epoch")).isNotBlank();
    assertThat(ok.getJsonObject("mailbox").getLong("head")).isNotNegative();
    assertThat(ok.containsKey("reset")).isFalse();
    assertThat(ok.getJsonObject("heartbeat"))
        .isEqualTo(new JsonObject().put("intervalMs", 5000).put("timeoutMs", 30000));
    assertThat(ok.getJsonObject("limits").getInteger("maxBodyCharacters")).isEqualTo(100_000);
    link.close();
  }

  @Test
  void theSubprotocolIsAgreedAndCompressionIsNot() {
    RawSocket socket =
        RawSocket.ask(
            ann.webSocket(),
            Map.of(
                "Sec-WebSocket-Protocol",
                "chat.v1",
                "Sec-WebSocket-Extensions",
                "permessage-deflate; client_max_window_bits"));
    assertThat(socket.status()).isEqualTo(101);
    assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("chat.v1");
    assertThat(socket.header("Sec-WebSocket-Extensions")).isEmpty();
    socket.close();
  }

  @Test
  void whoSaysNoHelloIsClosedAfterTenSeconds() {
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    long start = System.nanoTime();
    socket.isClosedWith(4408);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(14));
  }

  @Test
  void beforeHelloNothingIsDone() {
    String channel = ann.groupWith();
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    socket.tell(
        "send",
        new JsonObject().put("id", 1).put("channelId", channel).put("body", "x").put("ref", "r"));
    Await.until(
        "refused or closed",
        Link.SOON,
        () -> socket.closed().isDone() || !socket.strayReplies().all().isEmpty());
    assertThat(socket.strayReplies().all())
        .allSatisfy(
            reply ->
                assertThat(reply.getJsonObject("error").getString("code"))
                    .isEqualTo("unauthorized"));
    assertThat(
            ann.api()
                .get("/channels/" + channel + "/messages")
                .is(200)
                .json()
                .getJsonArray("messages"))
        .isEmpty();
    socket.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not a token", "eyJhbGciOiJub25lIn0.e30."})
  void aTokenThatDoesNotServeIsClosed(String token) {
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    socket.tell("hello", new JsonObject().put("id", 1).put("token", token));
    socket.isClosedWith(4401);
  }

  @Test
  void aTokenInTheUrlIsNoHello() {
    ChatSocket socket =
        ChatSocket.open(java.net.URI.create(ann.webSocket() + "?token=" + ann.token()));
    socket.tell("beat", new JsonObject().put("id", 1));
    Await.until(
        "refused or closed",
        Link.SOON,
        () -> socket.closed().isDone() || !socket.strayReplies().all().isEmpty());
    assertThat(socket.strayReplies().all())
        .allSatisfy(reply -> assertThat(reply.containsKey("error")).isTrue());
    socket.close();
  }

  @Test
  void theSameDeviceConnectedAgainEndsTheFirst() {
    Link first = ann.online();
    Link second = ann.online(LinkKind.SOCKJS_WEBSOCKET);
    first.isClosedWith(4409);
    second.call("beat", new JsonObject());
    Link third = ann.online();
    second.isClosedWith(4409);
    third.close();
  }

  @Test
  void aBeatIsAnsweredWithTheMailboxesHead() {
    Link link = ann.online();
    long before = link.call("beat", new JsonObject()).getLong("head");
    ann.say(ann.groupWith(), "one");
    for (String kind : List.of("channel", "message")) {
      link.pushes().awaitEntry(kind, entry -> kind.equals(entry.getString("kind")));
    }
    long newest =
        link.pushes().entries().stream()
            .mapToLong(entry -> entry.getLong("seq"))
            .max()
            .orElseThrow();
    assertThat(link.call("beat", new JsonObject()).getLong("head"))
        .isEqualTo(newest)
        .isGreaterThan(before);
    link.close();
  }

  @Test
  void whatAsksForNoReplyGetsNone() {
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    socket.hello(ann.token());
    String channel = ann.groupWith();
    socket.tell("beat", new JsonObject());
    socket.tell("ack", new JsonObject().put("seq", 1));
    socket.tell("typing", new JsonObject().put("channelId", channel));
    socket.call("beat", new JsonObject());
    assertThat(socket.strayReplies().all()).isEmpty();
    socket.close();
  }

  @Test
  void whoNeverBeatsIsClosedAfter30Seconds() {
    Link link = ann.online();
    link.silence();
    long start = System.nanoTime();
    assertThat(Await.value("closed", Duration.ofSeconds(45), link.closed()).code()).isEqualTo(4408);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(37));
  }

  @Test
  void whoBeatsStays() {
    Link link = ann.online();
    Await.pass(Duration.ofSeconds(36));
    link.call("beat", new JsonObject());
    assertThat(link.closed().isDone()).isFalse();
    link.close();
  }

  @Test
  void catchUpAndLiveAreOneStream() {
    Device bob = sotong.arrive("bob");
    String channel = ann.directWith(bob);
    for (int i = 1; i <= 20; i++) {
      ann.say(channel, "number " + i);
    }
    bob.awaitCopy(channel, 20);
    JsonObject mailbox = bob.api().get("/mailbox?after=0").is(200).json();
    Link writer = ann.online();
    Link link = bob.open(LinkKind.WEBSOCKET);
    for (int i = 21; i <= 60; i++) {
      writer.send(channel, "number " + i, "r" + i);
      if (i == 40) {
        link.hello(bob.token(), mailbox.getString("epoch"), 5);
      }
    }
    link.pushes().awaitMessage(channel, 60);
    List<Long> seqs =
        new ArrayList<>(
            link.pushes().entries().stream().map(entry -> entry.getLong("seq")).toList());
    assertThat(seqs.get(0)).isEqualTo(6);
    for (int i = 1; i < seqs.size(); i++) {
      assertThat(seqs.get(i)).as("after %s", seqs.get(i - 1)).isEqualTo(seqs.get(i - 1) + 1);
    }
    writer.close();
    link.close();
  }

  @Test
  void typingIsToldToTheOthersAtMostOnceIn3Seconds() {
    Device bob = sotong.arrive("bob");
    String channel = ann.directWith(bob);
    Link anns = ann.online();
    Link bobs = bob.online();
    for (int i = 0; i < 20; i++) {
      anns.tell("typing", new JsonObject().put("channelId", channel));
    }
    JsonObject typing = bobs.pushes().await("bob is told", typing(channel));
    assertThat(typing.getString("userId")).isEqualTo(ann.userId());
    bobs.pushes().awaitMessage(channel, ann.say(channel, "fence"));
    assertThat(bobs.pushes().of("typing")).hasSize(1);
    Await.pass(Duration.ofMillis(3_200));
    anns.tell("typing", new JsonObject().put("channelId", channel));
    bobs.pushes().awaitCount("told again", Link.SOON, 2, typing(channel));
    assertThat(anns.pushes().of("typing")).as("not told to whoever types").isEmpty();
    anns.close();
    bobs.close();
  }

  @Test
  void typingInAChannelOfOthersIsToldToNobody() {
    Device bob = sotong.arrive("bob");
    Device stranger = sotong.arrive("stranger");
    String channel = ann.directWith(bob);
    Link bobs = bob.online();
    Link strangers = stranger.online();
    strangers.tell("typing", new JsonObject().put("channelId", channel));
    strangers.call("beat", new JsonObject());
    bobs.pushes().awaitMessage(channel, ann.say(channel, "fence"));
    assertThat(bobs.pushes().of("typing")).isEmpty();
    bobs.close();
    strangers.close();
  }

  @Test
  void anUnknownRequestIsABadRequestAndTheConnectionLives() {
    Link link = ann.online();
    link.isRefused("bad_request", "dance", new JsonObject());
    link.isRefused("bad_request", "send", new JsonObject().put("channelId", 5));
    link.call("beat", new JsonObject());
    link.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not json", "[]", "17", "\"text\"", "{", "null", "{}{}", "{\"op\":}"})
  void aFrameThatIsNoRequestIsClosed(String text) {
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    socket.hello(ann.token());
    socket.sendText(text);
    socket.isClosedWith(4400);
  }

  @Test
  void anObjectWithoutAnOpIsABadRequest() {
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    socket.hello(ann.token());
    for (String text : List.of("{\"id\":71}", "{\"op\":5,\"id\":71}", "{\"op\":null,\"id\":71}")) {
      int before = socket.strayReplies().all().size();
      socket.sendText(text);
      JsonObject reply =
          socket
              .strayReplies()
              .awaitCount("a reply", Link.SOON, before + 1, frame -> true)
              .get(before);
      assertThat(reply.getJsonObject("error").getString("code")).as(text).isEqualTo("bad_request");
    }
    socket.close();
  }

  @Test
  void aBinaryFrameIsClosed() {
    RawSocket socket = RawSocket.open(ann.webSocket());
    socket.frame(RawSocket.BINARY, "{\"op\":\"beat\",\"id\":1}".getBytes(StandardCharsets.UTF_8));
    assertThat(socket.readUntilClosed()).isEqualTo(4400);
    socket.close();
  }

  @Test
  void aFrameThatIsTooLargeIsClosedWhetherWholeOrInPieces() {
    RawSocket whole = RawSocket.open(ann.webSocket());
    whole.bytes(RawSocket.encode(0x81, 3 << 20, new byte[0]));
    whole.bytes(new byte[1 << 16]);
    assertThat(whole.readUntilClosed()).isEqualTo(4413);
    whole.close();
    RawSocket pieces = RawSocket.open(ann.webSocket());
    byte[] piece = new byte[512 << 10];
    pieces.bytes(RawSocket.encode(0x01, piece.length, piece));
    for (int i = 0; i < 5; i++) {
      pieces.bytes(RawSocket.encode(0x00, piece.length, piece));
    }
    assertThat(pieces.readUntilClosed()).isEqualTo(4413);
    pieces.close();
  }

  @Test
  void aFrameInManyPiecesIsOneFrame() {
    RawSocket socket = RawSocket.open(ann.webSocket());
    byte[] hello =
        new JsonObject()
            .put("op", "hello")
            .put("id", 9)
            .put("token", ann.token())
            .encode()
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < hello.length; i++) {
      int opcode = i == 0 ? RawSocket.TEXT : 0;
      socket.bytes(
          RawSocket.encode(opcode | (i == hello.length - 1 ? 0x80 : 0), 1, new byte[] {hello[i]}));
    }
    assertThat(new JsonObject(socket.read().text()).getJsonObject("ok").getString("userId"))
        .isEqualTo(ann.userId());
    socket.close();
  }

  private static Predicate<JsonObject> typing(String channel) {
    return Pushes.op("typing").and(frame -> channel.equals(frame.getString("channelId")));
  }
}
