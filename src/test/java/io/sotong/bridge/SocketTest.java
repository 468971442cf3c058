package io.sotong.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.Addresses;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets against a real port, for both protocols. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocketTest {
  static final BridgeOptions ANY_PORT =
      new BridgeOptions(
          new BridgeOptions.Door("127.0.0.1", 0),
          BridgeOptions.DEFAULTS.pace(),
          BridgeOptions.DEFAULTS.limits(),
          BridgeOptions.DEFAULTS.pages(),
          200);
  private final House house = new House(ANY_PORT, 1);

  @BeforeAll
  void theHouseStands() {
    assertThat(house.port()).isPositive();
  }

  @AfterAll
  void close() {
    house.close();
  }

  static JsonObject send(String address, JsonObject body, String reply) {
    return new JsonObject()
        .put("type", "send")
        .put("address", address)
        .put("headers", new JsonObject())
        .put("body", body)
        .put("replyAddress", reply);
  }

  private Client signedIn(String name) {
    Client client = Client.plain(house).hello(name + "/d1");
    assertThat(client.json().getJsonObject("ok").getString("userId")).isEqualTo(name);
    return client;
  }

  private Client registered(String name) {
    Client client = Client.sockJs(house);
    client.bus(send("chat.v1.hello", new JsonObject().put("token", name + "/d1"), "r1"));
    assertThat(client.rec().getString("address")).isEqualTo("r1");
    client.bus(new JsonObject().put("type", "register").put("address", "chat.v1.mailbox." + name));
    return client;
  }

  @Test
  void helloIsAnsweredFirstAndThenEntriesComeLive() {
    try (Client client = Client.plain(house).hello("ann1/d1")) {
      assertThat(client.json())
          .isEqualTo(
              new JsonObject(
                  """
                  {"op":"reply","id":1,"ok":{"userId":"ann1","deviceId":"d1","nodeId":"n1",
                   "mailbox":{"epoch":"%s","head":0},
                   "heartbeat":{"intervalMs":5000,"timeoutMs":30000},
                   "limits":{"maxBodyCharacters":100000}}}"""
                      .formatted(
                          Long.toHexString(
                              house.log.value(
                                  io.sotong.log.Register.mailboxEpoch(new UserId("ann1")))))));
      assertThat(client.socket().getSubprotocol()).isEqualTo("chat.v1");
      house.deliver("ann1", 0);
      JsonObject entry = client.json();
      assertThat(entry.getString("op")).isEqualTo("entry");
      assertThat(entry.getJsonObject("entry").getLong("seq")).isEqualTo(1);
      assertThat(entry.getJsonObject("entry").getString("text")).isEqualTo("entry 1 소통 \"\\\u0001");
    }
  }

  @Test
  void requestsAreAnsweredById() {
    try (Client client = signedIn("ann2")) {
      client.say(
          "{\"op\":\"send\",\"id\":7,\"channelId\":\"c1\",\"body\":\"안녕\",\"ref\":\"r\",\"base\":3}");
      JsonObject ok = client.json();
      assertThat(ok.getLong("id")).isEqualTo(7);
      assertThat(ok.getJsonObject("ok").getString("channelId")).isEqualTo("c1");
      assertThat(ok.getJsonObject("ok").getString("sentAt")).isEqualTo("2023-11-14T22:13:20.000Z");
      assertThat(house.routed)
          .anySatisfy(
              sent -> {
                assertThat(sent.sender().value()).isEqualTo("ann2");
                assertThat(sent.body()).isEqualTo("안녕");
                assertThat(sent.base()).hasValue(3);
              });
      client.say("{\"op\":\"read\",\"id\":8,\"channelId\":\"c1\",\"seq\":3}");
      assertThat(client.next()).isEqualTo("{\"op\":\"reply\",\"id\":8,\"ok\":{}}");
      house.log.put(new UserId("ann2"), 0);
      client.say("{\"op\":\"beat\",\"id\":9}");
      assertThat(client.next()).isEqualTo("{\"op\":\"reply\",\"id\":9,\"ok\":{\"head\":1}}");
      assertThat(client.json().getString("op")).isEqualTo("entry");
      client.say(
          "{\"op\":\"send\",\"id\":10,\"channelId\":\"c1\",\"body\":\"!blocked\",\"ref\":\"r\"}");
      assertThat(client.json().getJsonObject("error"))
          .isEqualTo(
              new JsonObject()
                  .put("code", "blocked")
                  .put("message", "no")
                  .put("retryable", false)
                  .put("retryAfterMs", 1_234));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"body\":5,\"ref\":\"r\"} bad_request",
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"ref\":\"r\"} bad_request",
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"body\":\"\",\"ref\":\"r\"} empty_message",
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"body\":\"x\",\"ref\":\"\"} invalid",
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c/d\",\"body\":\"x\",\"ref\":\"r\"} invalid",
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"body\":\"\\ud800\",\"ref\":\"r\"} invalid",
        "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"body\":\"x\",\"ref\":\"r\",\"base\":-1} bad_request",
        "{\"op\":\"dance\",\"id\":2} bad_request",
        "{\"id\":2} bad_request",
        "{\"op\":\"read\",\"id\":2,\"channelId\":\"c\",\"seq\":0} bad_request",
        "{\"op\":\"hello\",\"id\":2,\"token\":\"ann3/d1\"} bad_request",
      })
  void whatIsWrongIsRefusedAndTheConnectionLivesOn(String line) {
    String[] parts = line.split(" (?=[a-z_]+$)", 2);
    try (Client client = signedIn("ann3" + Integer.toHexString(line.hashCode()))) {
      client.say(parts[0]);
      JsonObject reply = client.json();
      assertThat(reply.getLong("id")).isEqualTo(2);
      assertThat(reply.getJsonObject("error").getString("code")).isEqualTo(parts[1]);
      client.say("{\"op\":\"beat\",\"id\":3}");
      assertThat(client.json().getLong("id")).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "[]", "5", "{", "{}{}", "{\"op\":\"beat\"", "nul\u0000"})
  void whatIsNoFrameEndsTheConnection(String text) {
    try (Client client = signedIn("ann4" + Integer.toHexString(text.hashCode()))) {
      client.say(text);
      assertThat(client.closeCode()).isEqualTo(4400);
    }
  }

  @Test
  void binaryFramesEndTheConnection() {
    try (Client client = signedIn("ann5")) {
      client.socket().sendBinary(ByteBuffer.wrap(new byte[] {'{', '}'}), true).join();
      assertThat(client.closeCode()).isEqualTo(4400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nobody", "expired"})
  void aTokenThatDoesNotServeIsRefusedAndTheConnectionEnds(String token) {
    try (Client client = Client.plain(house).hello(token)) {
      assertThat(client.json().getJsonObject("error").getString("code"))
          .isEqualTo(token.equals("expired") ? "token_expired" : "unauthorized");
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void aLogOutWhileTheHelloIsLookedIntoIsNotMissed() {
    try (Client client = Client.plain(house).hello("bea/leaving")) {
      assertThat(client.json().getJsonObject("error").getString("code")).isEqualTo("unauthorized");
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void beforeHelloNothingIsHeard() {
    try (Client client = Client.plain(house).say("{\"op\":\"beat\",\"id\":1}")) {
      assertThat(client.closeCode()).isEqualTo(4401);
    }
    try (Client client = Client.sockJs(house)) {
      client.bus(new JsonObject().put("type", "ping"));
      client.bus(send("chat.v1.beat", new JsonObject(), "r9"));
      JsonObject refusal = client.rec();
      assertThat(refusal.getString("type")).isEqualTo("err");
      assertThat(refusal.getString("address")).isEqualTo("r9");
      assertThat(refusal.getString("message")).isEqualTo("unauthorized");
      assertThat(refusal.getInteger("failureCode")).isEqualTo(401);
    }
  }

  @Test
  void aLargeMessageInFragmentsPassesAndOneBeyondTheLimitIsRefusedPolitely() {
    try (Client client = signedIn("ann6")) {
      String body = "가".repeat(100_000);
      String text =
          "{\"op\":\"send\",\"id\":2,\"channelId\":\"c\",\"ref\":\"large\",\"body\":\""
              + body
              + "\"}";
      for (int at = 0; at < text.length(); at += 30_000) {
        int end = Math.min(text.length(), at + 30_000);
        client.socket().sendText(text.substring(at, end), end == text.length()).join();
      }
      assertThat(client.json().getJsonObject("ok").getString("channelId")).isEqualTo("c");
      assertThat(house.routed).anyMatch(sent -> sent.body().equals(body));
      client.say(text.replace(body, body + '가'));
      assertThat(client.json().getJsonObject("error").getString("code"))
          .isEqualTo("message_too_long");
      var unused = client.socket().sendText("x".repeat(SocketLine.MAX_BYTES + 1), true);
      assertThat(client.closeCode()).isEqualTo(4413);
    }
  }

  @Test
  void aSecondSessionOfADeviceEndsTheFirst() {
    try (Client first = signedIn("ann7");
        Client second = signedIn("ann7")) {
      assertThat(first.closeCode()).isEqualTo(4409);
      second.say("{\"op\":\"beat\",\"id\":3}");
      assertThat(second.json().getLong("id")).isEqualTo(3);
      assertThat(house.left).noneMatch(leave -> leave.user().value().equals("ann7"));
    }
  }

  @Test
  void aClientThatClosesSaysGoodbyeAndOneThatIsCutOffDoesNot() {
    try (Client polite = signedIn("ann8");
        Client rude = signedIn("ann9")) {
      polite.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      assertThat(polite.closeCode()).isEqualTo(1000);
      rude.socket().abort();
      Wait.until(
          () ->
              house.left.stream().anyMatch(l -> l.user().value().equals("ann8") && l.goodbye())
                  && house.left.stream()
                      .anyMatch(l -> l.user().value().equals("ann9") && !l.goodbye()));
    }
  }

  @Test
  void whoIsSignedOutIsClosed() {
    try (Client client = signedIn("ann10")) {
      house.bus.publishHere(
          Addresses.mailbox(new UserId("ann10")), new Signal.SignedOut(Optional.empty()));
      assertThat(client.closeCode()).isEqualTo(4401);
      Wait.until(
          () -> house.left.stream().anyMatch(l -> l.user().value().equals("ann10") && l.goodbye()));
    }
  }

  @Test
  void overSockJsPushesWaitForTheRegistration() {
    try (Client client = Client.sockJs(house)) {
      client.bus(send("chat.v1.hello", new JsonObject().put("token", "bob1/d1"), "r1"));
      JsonObject hello = client.rec();
      assertThat(hello.getString("type")).isEqualTo("rec");
      assertThat(hello.getString("address")).isEqualTo("r1");
      assertThat(hello.getJsonObject("body").getString("userId")).isEqualTo("bob1");
      house.deliver("bob1", 0);
      client.bus(send("chat.v1.beat", new JsonObject(), "r2"));
      assertThat(client.rec().getJsonObject("body").getLong("head")).isEqualTo(1);
      client.bus(new JsonObject().put("type", "register").put("address", "chat.v1.mailbox.bob1"));
      JsonObject push = client.rec();
      assertThat(push.getString("address")).isEqualTo("chat.v1.mailbox.bob1");
      assertThat(push.getJsonObject("body").getJsonObject("entry").getString("text"))
          .isEqualTo("entry 1 소통 \"\\\u0001");
      house.bus.publishHere(
          Addresses.mailbox(new UserId("bob1")),
          new Signal.Frame(Pushes.typing(new io.sotong.model.ChannelId("c"), new UserId("ann"))));
      assertThat(client.rec().getJsonObject("body"))
          .isEqualTo(
              new JsonObject().put("op", "typing").put("channelId", "c").put("userId", "ann"));
    }
  }

  @Test
  void theBridgeRefusesWithTheAddressSoThatTheClientsCallbackFires() {
    try (Client client = registered("bob2")) {
      client.bus(
          send(
              "chat.v1.send",
              new JsonObject().put("channelId", "c").put("body", "!not_found").put("ref", "r"),
              "r3"));
      JsonObject failure = client.rec();
      assertThat(failure.getString("type")).isEqualTo("err");
      assertThat(failure.getString("address")).isEqualTo("r3");
      assertThat(failure.getInteger("failureCode")).isEqualTo(404);
      assertThat(failure.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
      assertThat(failure.getString("message")).isEqualTo("not_found");
      assertThat(failure.getLong("retryAfterMs")).isEqualTo(1_234);
      client.bus(send("chat.v1.route", new JsonObject(), "r4"));
      assertThat(client.rec().getString("message")).isEqualTo("forbidden");
      client.bus(new JsonObject().put("type", "register").put("address", "chat.v1.mailbox.eve"));
      JsonObject denied = client.rec();
      assertThat(denied.getString("address")).isEqualTo("chat.v1.mailbox.eve");
      assertThat(denied.getString("body")).isEqualTo("access_denied");
      assertThat(denied.getInteger("failureCode")).isEqualTo(403);
      client.bus(send("chat.v1.send", new JsonObject(), "r5").put("type", "publish"));
      assertThat(client.rec().getString("message")).isEqualTo("forbidden");
    }
  }

  @Test
  void aSockJsCloseTellsTheCode() {
    try (Client client = Client.sockJs(house)) {
      client.bus(send("chat.v1.hello", new JsonObject().put("token", "nobody"), "r1"));
      assertThat(client.rec().getString("message")).isEqualTo("unauthorized");
      assertThat(client.next()).isEqualTo("c[4401,\"not signed in\"]");
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void severalMessagesInOneSockJsFrameAreAllHeard() {
    try (Client client = registered("bob3")) {
      JsonArray frame = new JsonArray();
      for (int i = 0; i < 5; i++) {
        frame.add(send("chat.v1.beat", new JsonObject(), "b" + i).encode());
      }
      client.say(frame.encode());
      for (int i = 0; i < 5; i++) {
        assertThat(client.rec().getString("address")).isEqualTo("b" + i);
      }
    }
  }

  @Test
  void theRawSocketSpeaksTheBridgeWithoutSockJs() {
    try (Client client = Client.raw(house)) {
      client.say(send("chat.v1.hello", new JsonObject().put("token", "bob4/d1"), "r1").encode());
      assertThat(client.json().getJsonObject("body").getString("userId")).isEqualTo("bob4");
      client.say(
          new JsonObject().put("type", "register").put("address", "chat.v1.mailbox.bob4").encode());
      Wait.until(() -> house.gate.figures().sessions().sum() > 0);
      client.say(send("chat.v1.beat", new JsonObject(), "r2").encode());
      client.next();
      house.deliver("bob4", 10);
      assertThat(client.json().getJsonObject("body").getString("op")).isEqualTo("entry");
    }
  }

  @Test
  void beatsAndAcksReachTheirKeepers() {
    try (Client client = signedIn("ann11")) {
      house.deliver("ann11", 0);
      client.json();
      client.say("{\"op\":\"beat\"}").say("{\"op\":\"ack\",\"seq\":1}");
      client.say("{\"op\":\"typing\",\"channelId\":\"c\"}");
      client.say("{\"op\":\"typing\",\"channelId\":\"c\"}");
      Wait.until(() -> house.beats.stream().anyMatch(b -> b.user().value().equals("ann11")));
      Wait.until(
          () ->
              house.log.value(
                      io.sotong.log.Register.deviceAck(
                          new UserId("ann11"), new io.sotong.model.DeviceId("d1")))
                  == 1);
      assertThat(house.typed).filteredOn(t -> t.user().value().equals("ann11")).hasSize(1);
    }
  }
}
