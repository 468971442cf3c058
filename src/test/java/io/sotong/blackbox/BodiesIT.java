package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Bodies of any characters and of every allowed length, unchanged on every way in and out. */
@Execution(ExecutionMode.CONCURRENT)
class BodiesIT {
  private static final int MOST = 100_000;

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final String channel = ann.directWith(bob);

  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void whatWasSentIsWhatIsReadBack(LinkKind kind) {
    Link anns = ann.online(kind);
    Link bobs = bob.online(kind);
    bodies()
        .forEach(
            (name, body) -> {
              long seq = anns.send(channel, body, name).getLong("seq");
              assertThat(bobs.pushes().awaitMessage(channel, seq).getString("body").equals(body))
                  .as("%s pushed", name)
                  .isTrue();
              JsonObject stored =
                  bob.api().get("/channels/" + channel + "/messages/" + seq).is(200).json();
              assertThat(stored.getString("body").equals(body)).as("%s in history", name).isTrue();
            });
    anns.close();
    bobs.close();
  }

  @Test
  void whatWasSentThroughHttpIsWhatIsReadBack() {
    Link bobs = bob.online();
    bodies()
        .forEach(
            (name, body) -> {
              long seq = ann.say(channel, body);
              assertThat(bobs.pushes().awaitMessage(channel, seq).getString("body").equals(body))
                  .as("%s pushed", name)
                  .isTrue();
            });
    bobs.close();
  }

  @ParameterizedTest
  @EnumSource(LinkKind.class)
  void oneCharacterTooManyIsRefusedAndTheConnectionLives(LinkKind kind) {
    Link link = ann.online(kind);
    for (String character : new String[] {"x", "한", "😀", "\u0001"}) {
      JsonObject message =
          new JsonObject()
              .put("channelId", channel)
              .put("body", character.repeat(MOST + 1))
              .put("ref", "r");
      Refused refused = link.isRefused("message_too_long", "send", message);
      assertThat(refused.status()).isIn(0, 413);
    }
    link.send(channel, "still here", "r2");
    link.close();
  }

  @Test
  void throughHttpTooMuchAndNothingAreRefused() {
    post(new JsonObject().put("body", "한".repeat(MOST + 1)).put("ref", "r").encode())
        .isRefused(413, "message_too_long");
    post(new JsonObject().put("body", "").put("ref", "r").encode()).isRefused(422, "empty_message");
    post("{\"body\":\"\\ud800\",\"ref\":\"r\"}").isRefused(422, "invalid");
    post("{\"body\":\"\\udc00\\ud800\",\"ref\":\"r\"}").isRefused(422, "invalid");
    assertThat(post("{\"body\":\"\\ud83d\\ude00\",\"ref\":\"r\"}").is(201).json().getLong("seq"))
        .isEqualTo(1);
    assertThat(
            bob.api().get("/channels/" + channel + "/messages/1").is(200).json().getString("body"))
        .isEqualTo("😀");
  }

  @ParameterizedTest
  @EnumSource(
      value = LinkKind.class,
      mode = Mode.EXCLUDE,
      names = {"OFFICIAL_WEBSOCKET", "OFFICIAL_XHR_STREAMING", "OFFICIAL_XHR_POLLING"})
  void anEmptyBodyIsRefused(LinkKind kind) {
    Link link = ann.online(kind);
    link.isRefused(
        "empty_message",
        "send",
        new JsonObject().put("channelId", channel).put("body", "").put("ref", "r"));
    link.send(channel, " ", "r");
    assertThat(
            bob.api().get("/channels/" + channel + "/messages/1").is(200).json().getString("body"))
        .isEqualTo(" ");
    link.close();
  }

  @Test
  void anUnpairedSurrogateIsInvalidOnThePlainSocket() {
    ChatSocket socket = ChatSocket.open(ann.webSocket());
    socket.hello(ann.token());
    JsonObject message =
        new JsonObject()
            .put("op", "send")
            .put("id", 77)
            .put("channelId", channel)
            .put("body", "@")
            .put("ref", "r");
    for (String escape : new String[] {"\\ud800", "a\\udfffb", "\\ude00\\ud83d"}) {
      int before = socket.strayReplies().all().size();
      socket.sendText(message.encode().replace("\"@\"", '"' + escape + '"'));
      JsonObject reply =
          socket
              .strayReplies()
              .awaitCount("a reply", Link.SOON, before + 1, frame -> true)
              .get(before);
      assertThat(reply.getJsonObject("error").getString("code")).as(escape).isEqualTo("invalid");
    }
    socket.close();
  }

  @Test
  void anUnpairedSurrogateIsInvalidOnTheBridge() {
    BridgeLink link = (BridgeLink) ann.online(LinkKind.SOCKJS_WEBSOCKET);
    JsonObject body = new JsonObject().put("channelId", channel).put("body", "@").put("ref", "r");
    JsonObject frame =
        new JsonObject()
            .put("type", "send")
            .put("address", "chat.v1.send")
            .put("headers", new JsonObject())
            .put("body", body);
    link.sendText(frame.put("replyAddress", "mine").encode().replace("\"@\"", "\"\\ud800\""));
    JsonObject refusal =
        link.errors().await("the refusal", each -> "mine".equals(each.getString("address")));
    assertThat(refusal.getString("message")).isEqualTo("invalid");
    assertThat(refusal.getInteger("failureCode")).isEqualTo(422);
    link.close();
  }

  private Api.Answer post(String text) {
    return ann.api().call("POST", "/channels/" + channel + "/messages", text);
  }

  private static Map<String, String> bodies() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("one character", "x");
    bodies.put("only blanks", " \t\n ");
    bodies.put("100,000 Hangul syllables", "한글은".repeat(MOST / 3) + "끝");
    bodies.put("100,000 emoji", "😀".repeat(MOST));
    bodies.put("100,000 control characters", "\u0001\u0000\u001f\u007f".repeat(MOST / 4));
    bodies.put("100,000 quotes and backslashes", "\"\\".repeat(MOST / 2));
    bodies.put(
        "what some clients change",
        "e\u0301 \u00e9 \u1100\u1161 \uac00 \u2028\u2029 \ufeff \ufffe \uffff </script> &amp; \r\n \u200d 👩‍👩‍👧‍👦 \ud83c\uddf0\ud83c\uddf7 ");
    return bodies;
  }
}
