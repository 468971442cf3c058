package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** The event-bus bridge, by our own client and by the official one, over each transport. */
@Execution(ExecutionMode.CONCURRENT)
class SockJsBridgeIT {
  private static final String PLAIN = "WEBSOCKET";

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final String channel = ann.directWith(bob);

  @ParameterizedTest
  @EnumSource(value = LinkKind.class, mode = Mode.EXCLUDE, names = PLAIN)
  void aConversationGoesOverTheBridge(LinkKind kind) {
    Link anns = ann.open(kind);
    JsonObject hello = anns.hello(ann.token());
    assertThat(hello.getString("userId")).isEqualTo(ann.userId());
    assertThat(hello.getString("deviceId")).isEqualTo(ann.deviceId());
    assertThat(hello.getJsonObject("heartbeat").getInteger("intervalMs")).isEqualTo(5000);
    Link bobs = bob.online(kind);
    for (int i = 1; i <= 30; i++) {
      JsonObject sent = anns.send(channel, "number " + i + " 숫자", "r" + i);
      assertThat(sent.getLong("seq")).isEqualTo(i);
    }
    bobs.pushes().awaitMessage(channel, 30);
    anns.pushes().awaitMessage(channel, 30);
    assertThat(bobs.pushes().messages(channel))
        .extracting(message -> message.getLong("seq"))
        .isSorted()
        .hasSize(30)
        .doesNotHaveDuplicates();
    assertThat(bobs.call("read", new JsonObject().put("channelId", channel).put("seq", 30)))
        .isEmpty();
    anns.pushes()
        .awaitEntry(
            "bob has read",
            entry -> "read".equals(entry.getString("kind")) && entry.getLong("readSeq") == 30);
    bobs.tell("typing", new JsonObject().put("channelId", channel));
    anns.pushes().await("bob is typing", Pushes.op("typing"));
    assertThat(bobs.call("beat", new JsonObject()).getLong("head")).isPositive();
    bobs.tell("ack", new JsonObject().put("seq", 1));
    anns.close();
    bobs.close();
  }

  @ParameterizedTest
  @EnumSource(value = LinkKind.class, mode = Mode.EXCLUDE, names = PLAIN)
  void aCursorIsCaughtUpFrom(LinkKind kind) {
    for (int i = 1; i <= 10; i++) {
      ann.say(channel, "number " + i);
    }
    bob.awaitCopy(channel, 10);
    JsonObject mailbox = bob.api().get("/mailbox?after=0").is(200).json();
    Link bobs = bob.open(kind);
    bobs.hello(bob.token(), mailbox.getString("epoch"), 3);
    bobs.pushes().awaitMessage(channel, ann.say(channel, "live"));
    List<Long> seqs = bobs.pushes().entries().stream().map(entry -> entry.getLong("seq")).toList();
    for (int i = 0; i < seqs.size(); i++) {
      assertThat(seqs.get(i)).isEqualTo(4 + i);
    }
    bobs.close();
  }

  @ParameterizedTest
  @EnumSource(value = LinkKind.class, mode = Mode.EXCLUDE, names = PLAIN)
  void anErrorIsAReplyFailureWithTheStatusAndTheCode(LinkKind kind) {
    Link link = ann.online(kind);
    JsonObject message =
        new JsonObject().put("channelId", "nowhere").put("body", "x").put("ref", "r");
    assertThat(link.isRefused("not_found", "send", message).status()).isEqualTo(404);
    JsonObject empty = new JsonObject().put("channelId", channel).put("body", "").put("ref", "r");
    assertThat(link.isRefused("empty_message", "send", empty).status()).isEqualTo(422);
    assertThat(link.isRefused("bad_request", "send", new JsonObject()).status()).isEqualTo(400);
    link.close();
  }

  @ParameterizedTest
  @EnumSource(value = LinkKind.class, mode = Mode.EXCLUDE, names = PLAIN)
  void beforeHelloEverythingIsRefused(LinkKind kind) {
    Link link = ann.open(kind);
    JsonObject message =
        new JsonObject().put("channelId", channel).put("body", "x").put("ref", "r");
    refusedOrClosed(link, "chat.v1.send", message);
    assertThat(
            bob.api()
                .get("/channels/" + channel + "/messages")
                .is(200)
                .json()
                .getJsonArray("messages"))
        .isEmpty();
    link.close();
  }

  @Test
  void aMailboxCannotBeRegisteredForBeforeHello() {
    Link link = ann.open(LinkKind.SOCKJS_WEBSOCKET);
    bridge(link).register("chat.v1.mailbox." + ann.userId(), link.pushes()::add);
    Await.until(
        "refused or closed",
        Link.SOON,
        () -> link.closed().isDone() || !bridge(link).errors().all().isEmpty());
    ann.say(channel, "not for strangers");
    assertThat(link.pushes().all()).isEmpty();
    link.close();
  }

  @ParameterizedTest
  @EnumSource(value = LinkKind.class, mode = Mode.EXCLUDE, names = PLAIN)
  void aTokenThatDoesNotServeIsRefused(LinkKind kind) {
    Link link = ann.open(kind);
    refusedOrClosed(link, "chat.v1.hello", new JsonObject().put("token", "not a token"));
    link.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chat.v1",
        "chat.v1.route",
        "chat.v1.push.wake",
        "chat.v1.dance",
        "chat.v1.node.n1",
        "chat.v1.mailbox.",
        "chat.v1.hello.",
        "CHAT.V1.SEND",
        "__vertx.haInfo",
        "anything at all",
        "vertx.cluster"
      })
  void anyOtherAddressIsRefused(String address) {
    Link link = ann.online(LinkKind.SOCKJS_WEBSOCKET);
    Refused refused =
        refusedOrClosed(
            link,
            address,
            new JsonObject().put("channelId", channel).put("body", "x").put("ref", "r"));
    assertThat(refused.status()).isBetween(400, 499);
    bridge(link).register(address, link.pushes()::add);
    bridge(link).publish(address, new JsonObject());
    Await.until(
        "both refused",
        Link.SOON,
        () -> link.closed().isDone() || bridge(link).errors().all().size() >= 2);
    link.close();
  }

  @Test
  void theOfficialClientIsToldOfARefusedAddress() {
    Link link = ann.online(LinkKind.OFFICIAL_WEBSOCKET);
    refusedOrClosed(link, "chat.v1.route", new JsonObject());
    link.close();
  }

  @ParameterizedTest
  @EnumSource(value = LinkKind.class, mode = Mode.EXCLUDE, names = PLAIN)
  void anotherUsersMailboxIsRefused(LinkKind kind) {
    Device eve = sotong.arrive("eve");
    Link link = eve.online(kind);
    String address = "chat.v1.mailbox." + ann.userId();
    Pushes overheard = new Pushes();
    bridge(link).register(address, overheard::add);
    Await.until(
        "refused or closed",
        Link.SOON,
        () -> link.closed().isDone() || !bridge(link).errors().all().isEmpty());
    Link anns = ann.online();
    bridge(link).publish(address, new JsonObject().put("op", "entry").put("forged", true));
    CompletableFuture<JsonObject> sent =
        bridge(link).sendTo(address, new JsonObject().put("op", "entry").put("forged", true));
    anns.pushes().awaitMessage(channel, bob.say(channel, "for ann only"));
    assertThat(anns.pushes().all()).noneMatch(frame -> frame.containsKey("forged"));
    assertThat(overheard.all()).isEmpty();
    Await.until(
        "the send is refused",
        Link.SOON,
        () -> sent.isCompletedExceptionally() || link.closed().isDone());
    anns.close();
    link.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chat.v1.send", "chat.v1.beat", "chat.v1.typing", "chat.v1.hello", "chat.v1.read"})
  void aPublishIsRefused(String address) {
    Link link = ann.online(LinkKind.SOCKJS_WEBSOCKET);
    bridge(link)
        .publish(
            address,
            new JsonObject()
                .put("channelId", channel)
                .put("body", "x")
                .put("ref", "r")
                .put("seq", 1));
    Await.until(
        "refused or closed",
        Link.SOON,
        () -> link.closed().isDone() || !bridge(link).errors().all().isEmpty());
    assertThat(
            bob.api()
                .get("/channels/" + channel + "/messages")
                .is(200)
                .json()
                .getJsonArray("messages"))
        .isEmpty();
    link.close();
  }

  @Test
  void theSenderIsDecidedByTheServer() {
    Link link = ann.online(LinkKind.SOCKJS_WEBSOCKET);
    JsonObject forged =
        new JsonObject()
            .put("channelId", channel)
            .put("body", "x")
            .put("ref", "r")
            .put("senderId", bob.userId())
            .put("userId", bob.userId());
    link.call("send", forged);
    assertThat(
            bob.api()
                .get("/channels/" + channel + "/messages/1")
                .is(200)
                .json()
                .getString("senderId"))
        .isEqualTo(ann.userId());
    link.close();
  }

  @Test
  void theSameDeviceConnectedAgainEndsTheFirst() {
    Link first = ann.online(LinkKind.SOCKJS_XHR_STREAMING);
    Link second = ann.online(LinkKind.SOCKJS_WEBSOCKET);
    first.isClosedWith(4409);
    second.close();
  }

  private static Bridge bridge(Link link) {
    return (Bridge) link;
  }

  /** A refusal may be a reply failure or, where the server ends the connection with it, a close. */
  private static Refused refusedOrClosed(Link link, String address, JsonObject body) {
    CompletableFuture<JsonObject> reply = bridge(link).sendTo(address, body);
    try {
      throw new AssertionError(
          address
              + " should have been refused but answered "
              + Await.value("an answer", Link.SOON, reply));
    } catch (Refused refused) {
      return refused;
    } catch (IllegalStateException closed) {
      return new Refused("closed", 400, false, 0, "" + closed.getMessage());
    }
  }
}
