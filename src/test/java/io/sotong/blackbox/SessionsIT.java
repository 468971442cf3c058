package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code /sessions}: log-in, rotation of tokens, the account's devices, the choice of a chat
 * server.
 */
@Execution(ExecutionMode.CONCURRENT)
class SessionsIT {
  private final Sotong sotong = Sotong.shared();

  @Test
  void loggingInGivesTokensAndAChatServer() {
    Device ann = sotong.arrive("ann");
    JsonObject session = ann.session();
    assertThat(ann.token()).isNotBlank();
    assertThat(ann.refreshToken()).isNotBlank().isNotEqualTo(ann.token());
    assertThat(session.getInteger("expiresInSeconds")).isPositive();
    assertThat(session.getJsonObject("user").getString("userId")).isEqualTo(ann.userId());
    assertThat(ann.deviceId()).isNotBlank();
    JsonObject server = session.getJsonObject("server");
    assertThat(server.fieldNames()).contains("nodeId", "zone", "webSocket", "sockJs");
    assertThat(server.getString("webSocket")).matches("wss?://.+/ws");
    assertThat(server.getString("sockJs")).matches("https?://.+/eventbus");
  }

  @Test
  void loggingInWithoutADeviceIsEnough() {
    Person ann = sotong.signUp("ann");
    assertThat(
            sotong.api().post("/sessions", ann.credentials()).is(201).json().getString("deviceId"))
        .isNotBlank();
  }

  @Test
  void aWrongPasswordIsRefused() {
    Person ann = sotong.signUp("ann");
    sotong
        .api()
        .post("/sessions", ann.credentials().put("password", "not this one"))
        .isRefused(401, "bad_credentials");
    sotong
        .api()
        .post("/sessions", new JsonObject().put("username", ann.username()))
        .isRefused(400, "bad_request");
  }

  @Test
  void anUnknownPlatformIsRefused() {
    Person ann = sotong.signUp("ann");
    JsonObject device = new JsonObject().put("platform", "toaster");
    sotong.api().post("/sessions", ann.credentials().put("device", device)).isOneOf(400, 422);
  }

  @Test
  void aDeviceThatNamesItselfGoesOnAsItself() {
    Device first = sotong.arrive("ann");
    Device again = first.person().logIn(new JsonObject().put("deviceId", first.deviceId()));
    assertThat(again.deviceId()).isEqualTo(first.deviceId());
    assertThat(again.api().get("/sessions").is(200).json().getJsonArray("sessions")).hasSize(1);
  }

  @Test
  void anotherAccountsDeviceIsNotTakenOver() {
    Device bob = sotong.arrive("bob");
    sotong
        .api()
        .post(
            "/sessions",
            sotong
                .signUp("ann")
                .credentials()
                .put("device", new JsonObject().put("deviceId", bob.deviceId())));
    assertThat(bob.api().get("/users/me").is(200).json().getString("userId"))
        .isEqualTo(bob.userId());
    Link link = bob.online();
    link.call("beat", new JsonObject());
    link.close();
  }

  @Test
  void aRefreshTokenGivesANewPair() {
    Device ann = sotong.arrive("ann");
    JsonObject pair = refresh(ann.refreshToken()).isSuccess().json();
    assertThat(pair.getString("refreshToken")).isNotEqualTo(ann.refreshToken());
    sotong.api().as(pair.getString("accessToken")).get("/users/me").is(200);
    JsonObject next = refresh(pair.getString("refreshToken")).isSuccess().json();
    sotong.api().as(next.getString("accessToken")).get("/users/me").is(200);
  }

  @Test
  void aLostAnswerCanBeAskedForAgainAtOnce() {
    Device ann = sotong.arrive("ann");
    refresh(ann.refreshToken()).isSuccess();
    JsonObject pair = refresh(ann.refreshToken()).isSuccess().json();
    sotong.api().as(pair.getString("accessToken")).get("/users/me").is(200);
    refresh(pair.getString("refreshToken")).isSuccess();
  }

  @Test
  void aRefreshTokenUsedAgainAfterTheGraceEndsItsDevicesSession() {
    Device ann = sotong.arrive("ann");
    Device other = ann.person().logIn();
    JsonObject pair = refresh(ann.refreshToken()).isSuccess().json();
    Link link = ann.open(LinkKind.WEBSOCKET);
    link.hello(pair.getString("accessToken"));
    Await.pass(Duration.ofMillis(11_500));

    refresh(ann.refreshToken()).isRefused(401, "unauthorized");

    link.isClosedWith(4401);
    sotong.api().as(pair.getString("accessToken")).get("/users/me").isRefused(401, "unauthorized");
    refresh(pair.getString("refreshToken")).isRefused(401, "unauthorized");
    other.api().get("/users/me").is(200);
  }

  @Test
  void whatIsNoRefreshTokenIsRefused() {
    refresh("never given out").isRefused(401, "unauthorized");
    refresh(sotong.arrive("ann").token()).isRefused(401, "unauthorized");
    sotong.api().post("/sessions/refresh", new JsonObject()).isRefused(400, "bad_request");
  }

  @ParameterizedTest
  @EnumSource(
      value = LinkKind.class,
      names = {"WEBSOCKET", "SOCKJS_WEBSOCKET", "SOCKJS_XHR_STREAMING", "SOCKJS_XHR_POLLING"})
  void loggingOutKillsTheTokensAndClosesTheSockets(LinkKind kind) {
    Device ann = sotong.arrive("ann");
    Link link = ann.open(kind);
    link.hello(ann.token());

    ann.api().delete("/sessions/current").isSuccess();

    link.isClosedWith(4401);
    ann.api().get("/users/me").isRefused(401, "unauthorized");
    refresh(ann.refreshToken()).isRefused(401, "unauthorized");
    ChatSocket again = ChatSocket.open(ann.webSocket());
    again.tell("hello", new JsonObject().put("id", 1).put("token", ann.token()));
    again.isClosedWith(4401);
  }

  @Test
  void aDeviceSeesTheOthersOfItsAccountAndLogsThemOut() {
    Device ann = sotong.arrive("ann");
    Device other =
        ann.person().logIn(new JsonObject().put("name", "phone").put("platform", "android"));
    Link link = other.online();
    List<JsonObject> sessions = objects(ann.api().get("/sessions").is(200).json(), "sessions");
    assertThat(sessions)
        .extracting(each -> each.getString("deviceId"))
        .containsExactlyInAnyOrder(ann.deviceId(), other.deviceId());
    JsonObject phone =
        sessions.stream()
            .filter(each -> each.getString("deviceId").equals(other.deviceId()))
            .findFirst()
            .orElseThrow();
    assertThat(phone.getString("name")).isEqualTo("phone");
    assertThat(phone.getString("platform")).isEqualTo("android");

    ann.api().delete("/sessions/" + other.deviceId()).isSuccess();

    link.isClosedWith(4401);
    other.api().get("/users/me").isRefused(401, "unauthorized");
    ann.api().get("/users/me").is(200);
    assertThat(objects(ann.api().get("/sessions").is(200).json(), "sessions")).hasSize(1);
  }

  @Test
  void aDeviceOfAnotherAccountCannotBeLoggedOut() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    ann.api().delete("/sessions/" + bob.deviceId()).isRefused(404, "not_found");
    ann.api().delete("/sessions/no-such-device").isRefused(404, "not_found");
    bob.api().get("/users/me").is(200);
  }

  @Test
  void aNewPasswordLogsTheOtherDevicesOut() {
    Device ann = sotong.arrive("ann");
    Device other = ann.person().logIn();
    Link link = other.online();
    ann.api()
        .put("/users/me/password", passwords("not this one", "a new password"))
        .isRefused(401, "bad_credentials");
    ann.api()
        .put("/users/me/password", passwords(ann.person().password(), "short"))
        .isRefused(422, "invalid");

    ann.api()
        .put("/users/me/password", passwords(ann.person().password(), "a new password"))
        .isSuccess();

    link.isClosedWith(4401);
    other.api().get("/users/me").isRefused(401, "unauthorized");
    ann.api().get("/users/me").is(200);
    sotong.api().post("/sessions", ann.person().credentials()).isRefused(401, "bad_credentials");
    sotong
        .api()
        .post("/sessions", ann.person().credentials().put("password", "a new password"))
        .is(201);
  }

  @Test
  void theBestServerIsTold() {
    Device ann = sotong.arrive("ann");
    JsonObject server = ann.api().get("/servers/best").is(200).json().getJsonObject("server");
    assertThat(server.fieldNames()).contains("nodeId", "zone", "webSocket", "sockJs");
    ann.api().get("/servers/best?zone=" + server.getString("zone")).is(200);
    ann.api().get("/servers/best?zone=atlantis").is(200);
    sotong.api().get("/servers/best").isRefused(401, "unauthorized");
  }

  @Test
  void anExcludedServerIsNotTold() {
    Device ann = sotong.arrive("ann");
    String excluded = "";
    for (int nodes = 0; nodes < 10; nodes++) {
      Api.Answer answer = ann.api().get("/servers/best?exclude=" + excluded);
      if (answer.status() != 200) {
        answer.isRefused(503, "no_chat_server");
        assertThat(excluded).isNotEmpty();
        return;
      }
      String node = answer.json().getJsonObject("server").getString("nodeId");
      assertThat(excluded.split(",", -1)).doesNotContain(node);
      excluded = excluded.isEmpty() ? node : excluded + "," + node;
    }
    throw new AssertionError("there was always another server: " + excluded);
  }

  private Api.Answer refresh(String token) {
    return sotong.api().post("/sessions/refresh", new JsonObject().put("refreshToken", token));
  }

  private static JsonObject passwords(String current, String next) {
    return new JsonObject().put("currentPassword", current).put("newPassword", next);
  }

  static List<JsonObject> objects(JsonObject answer, String field) {
    return answer.getJsonArray(field).stream().map(JsonObject.class::cast).toList();
  }
}
