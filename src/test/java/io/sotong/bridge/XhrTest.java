package io.sotong.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Both XHR transports, on two event loops between which requests of a session are spread. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class XhrTest {
  private final House house = new House(SocketTest.ANY_PORT, 2);

  @AfterAll
  void close() {
    house.close();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return Client.HTTP.send(
        HttpRequest.newBuilder(house.at("http", "/eventbus/000/" + path))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private void send(String session, JsonObject... messages) throws Exception {
    JsonArray frame = new JsonArray();
    for (JsonObject message : messages) {
      frame.add(message.encode());
    }
    assertThat(post(session + "/xhr_send", frame.encode()).statusCode()).isEqualTo(204);
  }

  /** All messages of one poll. */
  private List<JsonObject> poll(String session) throws Exception {
    List<JsonObject> messages = new ArrayList<>();
    for (String line : post(session + "/xhr", "").body().split("\n", -1)) {
      if (line.startsWith("a")) {
        new JsonArray(line.substring(1))
            .forEach(message -> messages.add(new JsonObject((String) message)));
      }
    }
    return messages;
  }

  private void signIn(String session, String name) throws Exception {
    HttpResponse<String> opened = post(session + "/xhr", "");
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body()).isEqualTo("o\n");
    send(session, SocketTest.send("chat.v1.hello", token(name + "/d1"), "r1"));
    assertThat(poll(session).get(0).getJsonObject("body").getString("userId")).isEqualTo(name);
    send(
        session,
        new JsonObject().put("type", "register").put("address", "chat.v1.mailbox." + name));
  }

  private static JsonObject token(String token) {
    return new JsonObject().put("token", token);
  }

  @Test
  void pollsBringRepliesAndEntriesInOrder() throws Exception {
    signIn("poll1", "cat1");
    List<Long> seqs = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      house.deliver("cat1", i % 7 == 0 ? 5_000 : 10);
      if (i % 20 == 0) {
        collect("poll1", seqs);
      }
    }
    while (seqs.size() < 200) {
      collect("poll1", seqs);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(seqs.get(i)).isEqualTo(i + 1);
    }
  }

  private void collect(String session, List<Long> seqs) throws Exception {
    for (JsonObject message : poll(session)) {
      seqs.add(message.getJsonObject("body").getJsonObject("entry").getLong("seq"));
    }
  }

  @Test
  void aStreamBringsManyFramesAndEndsInTime() throws Exception {
    HttpResponse<InputStream> stream = stream("stream1");
    try (BufferedReader lines = reader(stream)) {
      assertThat(lines.readLine()).hasSize(2_048);
      assertThat(lines.readLine()).isEqualTo("o");
      send("stream1", SocketTest.send("chat.v1.hello", token("cat2/d1"), "r1"));
      assertThat(lines.readLine()).startsWith("a[").contains("cat2");
      send(
          "stream1",
          new JsonObject().put("type", "register").put("address", "chat.v1.mailbox.cat2"));
      for (int i = 1; i <= 30; i++) {
        house.deliver("cat2", 10_000);
      }
      int length = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        length += line.length();
      }
      assertThat(length).isBetween(100_000, 220_000);
    }
    try (BufferedReader lines = reader(stream("stream1"))) {
      lines.readLine();
      assertThat(lines.readLine()).startsWith("a[");
    }
  }

  private HttpResponse<InputStream> stream(String session) throws Exception {
    return Client.HTTP.send(
        HttpRequest.newBuilder(house.at("http", "/eventbus/000/" + session + "/xhr_streaming"))
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofInputStream());
  }

  private static BufferedReader reader(HttpResponse<InputStream> stream) throws IOException {
    assertThat(stream.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  @Test
  void theCloseCodeIsToldAlsoToALaterPoll() throws Exception {
    post("closed1/xhr", "");
    send("closed1", SocketTest.send("chat.v1.hello", token("nobody"), "r1"));
    Wait.until(() -> house.gate.xhrLines().values().stream().anyMatch(XhrLine::isOver));
    assertThat(post("closed1/xhr", "").body()).contains("unauthorized").contains("c[4401,");
    assertThat(post("closed1/xhr", "").body()).isEqualTo("c[4401,\"not signed in\"]\n");
  }

  @Test
  void badFramesEndTheSession() throws Exception {
    post("bad1/xhr", "");
    assertThat(post("bad1/xhr_send", "nonsense").statusCode()).isEqualTo(204);
    assertThat(post("bad1/xhr", "").body()).isEqualTo("c[4400,\"bad frame\"]\n");
    post("bad2/xhr", "");
    assertThat(post("bad2/xhr_send", "x".repeat(SocketLine.MAX_BYTES + 1)).statusCode())
        .isEqualTo(413);
    assertThat(post("bad2/xhr", "").body()).isEqualTo("c[4413,\"frame too large\"]\n");
  }

  @Test
  void aSendWithoutSessionAndOtherTransportsAreNotThere() throws Exception {
    assertThat(post("none/xhr_send", "[]").statusCode()).isEqualTo(404);
    for (String other : List.of("eventsource", "htmlfile", "jsonp", "jsonp_send")) {
      assertThat(post("none/" + other, "").statusCode()).as(other).isEqualTo(404);
    }
  }

  @Test
  void aSessionThatNobodyPollsIsGoneForPresenceToJudge() throws Exception {
    signIn("lost1", "cat3");
    house.pass(XhrLine.AWAY_MS + 1);
    Wait.until(
        () -> house.left.stream().anyMatch(l -> l.user().value().equals("cat3") && !l.goodbye()));
    house.pass(XhrLine.AWAY_MS + 1);
    Wait.until(() -> !house.gate.xhrLines().containsKey("lost1"));
  }

  @Test
  void theLargestMessagePassesBothWays() throws Exception {
    signIn("large1", "cat4");
    String body = "\u0001".repeat(50_000) + "😀".repeat(50_000);
    send(
        "large1",
        SocketTest.send(
            "chat.v1.send",
            new JsonObject().put("channelId", "c").put("body", body).put("ref", "r"),
            "r2"));
    assertThat(poll("large1").get(0).getString("address")).isEqualTo("r2");
    assertThat(house.routed).anyMatch(sent -> sent.body().equals(body));
  }
}
