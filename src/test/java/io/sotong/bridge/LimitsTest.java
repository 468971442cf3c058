package io.sotong.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.limit.Rate;
import io.sotong.model.ChatException;
import io.sotong.origin.Origins;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is shown the door, with which code. */
@Timeout(60)
class LimitsTest {
  private static final BridgeOptions.Limits FEW =
      new BridgeOptions.Limits(
          Rate.perSecond(1, 5), Rate.perSecond(1, 3), Rate.perMinute(120, 120), 2, 1, 3, 20);
  private House house = new House(SocketTest.ANY_PORT, 1);

  @AfterEach
  void close() {
    house.close();
  }

  private void rebuild(BridgeOptions.Limits limits) {
    house.close();
    BridgeOptions any = SocketTest.ANY_PORT;
    house = new House(new BridgeOptions(any.door(), any.pace(), limits, any.pages(), 200), 1);
  }

  private Client signedIn(String name) {
    Client client = Client.plain(house).hello(name + "/d1");
    assertThat(client.json().getJsonObject("ok").getString("userId")).isEqualTo(name);
    return client;
  }

  @Test
  void whoSaysNoHelloIsClosed() {
    try (Client plain = Client.plain(house);
        Client sockJs = Client.sockJs(house)) {
      house.pass(9_000);
      house.pass(1_000);
      assertThat(plain.closeCode()).isEqualTo(4408);
      assertThat(sockJs.next()).startsWith("c[4408,");
      assertThat(sockJs.closeCode()).isEqualTo(4408);
      Wait.until(() -> house.gate.waiting() == 0);
    }
  }

  @Test
  void whoHasSaidHelloIsNotClosedForWhatTheServerTakesToAnswer() {
    try (Client inTime = Client.plain(house).hello("slow/d1");
        Client silent = Client.plain(house)) {
      Wait.until(() -> house.slowAsked.isDone() && house.gate.waiting() == 2);
      house.pass(10_000);
      assertThat(silent.closeCode()).isEqualTo(4408);
      house.slow.complete();
      assertThat(inTime.json().getJsonObject("ok").getString("userId")).isEqualTo("slow");
    }
  }

  @Test
  void whoDoesNotBeatIsClosedForGoodAndWhoBeatsStays() {
    try (Client silent = signedIn("ann");
        Client alive = signedIn("bob")) {
      house.pass(29_000);
      alive.say("{\"op\":\"beat\",\"id\":2}");
      alive.next();
      house.pass(1_500);
      assertThat(silent.closeCode()).isEqualTo(4408);
      Wait.until(
          () -> house.left.stream().anyMatch(l -> l.user().value().equals("ann") && l.goodbye()));
      alive.say("{\"op\":\"beat\",\"id\":3}");
      assertThat(alive.json().getLong("id")).isEqualTo(3);
    }
  }

  @Test
  void aTokenThatExpiresEndsTheSessionButNotThePresence() {
    try (Client client = signedIn("ann")) {
      house.pass(900_000);
      assertThat(client.closeCode()).isEqualTo(4401);
      Wait.until(
          () -> house.left.stream().anyMatch(l -> l.user().value().equals("ann") && !l.goodbye()));
    }
  }

  @Test
  void tooManySendsAreRefusedWithTheTimeToWaitAndWhoGoesOnIsClosed() {
    rebuild(FEW);
    try (Client client = signedIn("ann")) {
      for (int i = 1; i <= 6; i++) {
        client.say(message(i));
      }
      List<JsonObject> errors = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        JsonObject reply = client.json();
        if (reply.containsKey("error")) {
          errors.add(reply.getJsonObject("error"));
        }
      }
      assertThat(errors).hasSize(1);
      JsonObject error = errors.get(0);
      assertThat(error.getString("code")).isEqualTo("rate_limited");
      assertThat(error.getBoolean("retryable")).isTrue();
      assertThat(error.getLong("retryAfterMs")).isBetween(1L, 1_000L);
      for (int i = 0; i < 40; i++) {
        client.socket().sendText(message(i), true).exceptionally(broken -> null).join();
      }
      assertThat(client.closeCode()).isEqualTo(4429);
    }
  }

  private static String message(int id) {
    return "{\"op\":\"send\",\"id\":"
        + (id + 1)
        + ",\"channelId\":\"c\",\"body\":\"x\",\"ref\":\"r\"}";
  }

  @Test
  void otherRequestsHaveALimitOfTheirOwnAndAcksHaveNone() {
    rebuild(FEW);
    try (Client client = signedIn("ann")) {
      for (int i = 1; i <= 200; i++) {
        client.say("{\"op\":\"ack\",\"seq\":" + i + "}");
      }
      for (int i = 1; i <= 4; i++) {
        client.say("{\"op\":\"read\",\"id\":" + i + ",\"channelId\":\"c\",\"seq\":1}");
      }
      int refused = 0;
      for (int i = 1; i <= 4; i++) {
        refused += client.json().containsKey("error") ? 1 : 0;
      }
      assertThat(refused).isEqualTo(1);
    }
  }

  @Test
  void aFullServerSendsTheNextOneAway() {
    rebuild(FEW);
    try (Client a = signedIn("a");
        Client b = signedIn("b");
        Client c = signedIn("c");
        Client d = Client.plain(house).hello("d/d1")) {
      assertThat(d.json().getJsonObject("error").getString("code")).isEqualTo("unavailable");
      assertThat(d.closeCode()).isEqualTo(1013);
      assertThat(List.of(a, b, c)).allMatch(client -> !client.closed.isDone());
    }
  }

  @Test
  void onlySoManyMayWaitForTheirHello() throws Exception {
    rebuild(FEW);
    try (Client one = Client.plain(house);
        Client two = Client.sockJs(house)) {
      assertThat(status("/ws", "")).isEqualTo(503);
      one.hello("ann/d1").next();
      two.socket().abort();
      Wait.until(() -> house.gate.waiting() == 0);
      try (Client three = Client.plain(house)) {
        assertThat(three.hello("bob/d1").json().containsKey("ok")).isTrue();
      }
    }
  }

  @Test
  void anAddressMayNotHaveManyWaitingButLoopbackMay() {
    Gate gate =
        new Gate(
            new BridgeOptions(
                SocketTest.ANY_PORT.door(),
                SocketTest.ANY_PORT.pace(),
                new BridgeOptions.Limits(
                    FEW.sends(), FEW.requests(), Rate.perMinute(1, 4), 100, 2, 100, 20),
                SocketTest.ANY_PORT.pages(),
                0),
            new Origins(List.of(), List::of),
            () -> 0L);
    gate.enter("192.0.2.1");
    gate.enter("192.0.2.1");
    assertThatThrownBy(() -> gate.enter("192.0.2.1")).isInstanceOf(ChatException.class);
    gate.enter("192.0.2.2");
    for (int i = 0; i < 10; i++) {
      gate.enter("127.0.0.1");
    }
    assertThat(gate.waiting()).isEqualTo(13);
    gate.settled("192.0.2.1");
    gate.enter("192.0.2.1");
    gate.settled("192.0.2.1");
    assertThatThrownBy(() -> gate.enter("192.0.2.1"))
        .satisfies(e -> assertThat(((ChatException) e).retryAfterMs()).isPositive());
    gate.close();
    assertThatThrownBy(() -> gate.enter("127.0.0.1")).isInstanceOf(ChatException.class);
  }

  @Test
  void aDrainSaysGoawayClosesEveryoneAndLetsNobodyIn() throws Exception {
    try (Client plain = signedIn("ann");
        Client stranger = Client.plain(house);
        Client sockJs = Client.sockJs(house)) {
      sockJs.bus(SocketTest.send("chat.v1.hello", new JsonObject().put("token", "bob/d1"), "r1"));
      sockJs.rec();
      sockJs.bus(new JsonObject().put("type", "register").put("address", "chat.v1.mailbox.bob"));
      house.deliver("bob", 0);
      sockJs.rec();
      Future<Void> drained = house.drain();
      JsonObject goaway = plain.json();
      assertThat(goaway.getString("op")).isEqualTo("goaway");
      assertThat(goaway.getLong("reconnectAfterMs")).isBetween(500L, 3_500L);
      assertThat(plain.closeCode()).isEqualTo(1012);
      assertThat(sockJs.rec().getJsonObject("body").getString("op")).isEqualTo("goaway");
      assertThat(sockJs.next()).startsWith("c[1012,");
      assertThat(stranger.closeCode()).isEqualTo(1012);
      House.await(drained);
      assertThat(status("/ws", "")).isEqualTo(503);
      Wait.until(() -> house.left.size() == 2);
      assertThat(house.left).noneMatch(leave -> leave.goodbye());
    }
  }

  @Test
  void whoReadsNothingCostsLittleDelaysNobodyAndIsClosedAfterAMinute() throws Exception {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), house.port()));
      ask(socket, "/ws", "Sec-WebSocket-Protocol: chat.v1\r\n");
      text(socket, "{\"op\":\"hello\",\"id\":1,\"token\":\"ann/d1\"}");
      Wait.until(() -> house.gate.figures().sessions().sum() == 1);
      for (int i = 0; i < 1_000; i++) {
        house.deliver("ann", 2_000);
      }
      Client other = signedIn("bob");
      house.deliver("bob", 0);
      assertThat(other.json().getString("op")).isEqualTo("entry");
      for (int i = 0; i < 6; i++) {
        house.pass(10_500);
        text(socket, "{\"op\":\"beat\"}");
        other.say("{\"op\":\"beat\",\"id\":5}");
        other.json();
        int before = house.beats.size();
        Wait.until(() -> house.beats.size() > before + 1);
      }
      Wait.until(() -> house.gate.figures().sessions().sum() == 1);
      assertThat(house.gate.figures().entries().sum()).isLessThan(200);
      other.close();
    }
  }

  @Test
  void onlyTheServersOwnPagesAndThoseAllowedMayConnect() throws Exception {
    for (String path :
        List.of(
            "/ws",
            "/eventbus/info",
            "/eventbus/websocket",
            "/eventbus/0/1/websocket",
            "/eventbus",
            "/eventbus/0/1/xhr")) {
      for (String strange :
          List.of("null", "http://evil.example", "http://127.0.0.1:1", "file://", "%")) {
        assertThat(status(path, strange)).as(path + " from " + strange).isEqualTo(403);
      }
    }
    for (String own : List.of("", "http://127.0.0.1:8080", "http://127.0.0.1:" + house.port())) {
      assertThat(status("/ws", own)).as("/ws from " + own).isEqualTo(101);
      assertThat(status("/eventbus/info", own)).as("info from " + own).isEqualTo(200);
    }
  }

  @Test
  void aPageMayReadTheAnswersItMayAskFor() throws Exception {
    URI info = house.at("http", "/eventbus/info");
    String own = "http://127.0.0.1:8080";
    var answer =
        Client.HTTP.send(
            HttpRequest.newBuilder(info).header("Origin", own).build(), BodyHandlers.ofString());
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(own);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(new JsonObject(answer.body()).getBoolean("websocket")).isTrue();
    var preflight =
        Client.HTTP.send(
            HttpRequest.newBuilder(house.at("http", "/eventbus/0/1/xhr"))
                .header("Origin", own)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("POST");
  }

  private int status(String path, String origin) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.port())) {
      String first = ask(socket, path, origin.isEmpty() ? "" : "Origin: " + origin + "\r\n");
      return Integer.parseInt(first.substring(9, 12));
    }
  }

  /** Asks for a WebSocket, and returns the first line of the answer. */
  private String ask(Socket socket, String path, String headers) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + house.port()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + headers
                    + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  private static void text(Socket socket, String text) throws IOException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = new byte[payload.length + 6];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    socket.getOutputStream().write(frame); // a mask of zeros
  }
}
