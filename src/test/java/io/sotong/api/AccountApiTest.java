package io.sotong.api;

import static io.sotong.api.House.PASSWORD;
import static io.sotong.api.House.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.api.House.Person;
import io.sotong.api.House.Reply;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.PresenceTalk.Arrive;
import io.sotong.channel.ChannelRules;
import io.sotong.discovery.ChatServer;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts, sessions, friends, blocks and presence over HTTP, with real stores behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountApiTest {
  private House house;

  @BeforeAll
  void open(@TempDir Path directory) throws Exception {
    house = new House(directory);
  }

  @AfterAll
  void close() throws Exception {
    house.close();
  }

  private static void refused(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.http().body()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code);
  }

  private Reply signUp(String username, String password, String displayName) throws Exception {
    return house.call(
        "POST",
        "/users",
        null,
        JsonObject.of("username", username, "password", password, "displayName", displayName));
  }

  private Reply logIn(String username, String password) throws Exception {
    return house.call(
        "POST", "/sessions", null, JsonObject.of("username", username, "password", password));
  }

  private Reply refresh(String token) throws Exception {
    return house.call("POST", "/sessions/refresh", null, JsonObject.of("refreshToken", token));
  }

  // Accounts

  @Test
  void anAccountIsMadeOnceAndFoundByNameAndId() throws Exception {
    Reply made = signUp("mina.park", PASSWORD, "박미나 🦑");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().getMap().keySet())
        .containsExactlyInAnyOrder("userId", "username", "displayName", "createdAt");
    assertThat(made.text("displayName")).isEqualTo("박미나 🦑");
    refused(signUp("mina.park", PASSWORD, "Another"), 409, "username_taken");

    Person other = house.person();
    assertThat(other.get("/users?username=mina.park").json()).isEqualTo(made.json());
    assertThat(other.get("/users/" + made.text("userId")).json()).isEqualTo(made.json());
    refused(other.get("/users?username=mina.pork"), 404, "not_found");
    refused(other.get("/users?username=MINA%20PARK%00"), 404, "not_found");
    refused(other.get("/users/nobody"), 404, "not_found");
    refused(other.get("/users/no%20id"), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "ab, longenough, name, username",
    "Upper, longenough, name, username",
    "has space, longenough, name, username",
    "fine.name, short, name, password",
    "fine.name, longenough, '', displayName",
    "fine.name, longenough, ' ', displayName",
    "fine.name, longenough, 'a\tb', displayName"
  })
  void whatCannotBeAcceptedIsNamed(String username, String password, String name, String field)
      throws Exception {
    Reply refused = signUp(username, password, name);
    refused(refused, 422, "invalid");
    assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo(field);
  }

  @Test
  void lengthsAreCountedInCodePoints() throws Exception {
    assertThat(signUp("points", "🦑".repeat(8), "🦑".repeat(64)).status()).isEqualTo(201);
    assertThat(logIn("points", "🦑".repeat(8)).status()).isEqualTo(201);
    refused(signUp("points2", "🦑".repeat(7), "x"), 422, "invalid");
    refused(signUp("points2", "🦑".repeat(129), "x"), 422, "invalid");
    refused(signUp("points2", "🦑".repeat(128), "🦑".repeat(65)), 422, "invalid");
  }

  @Test
  void profileAndSettingsAreKeptAsGiven() throws Exception {
    Person mina = house.person();
    assertThat(mina.get("/users/me").json().getJsonObject("settings")).isEqualTo(new JsonObject());
    JsonObject settings =
        JsonObject.of("theme", "dark", "nested", JsonObject.of("null", null, "nul", "\u0000"));
    assertThat(mina.patch("/users/me", JsonObject.of("settings", settings)).status())
        .isEqualTo(200);
    assertThat(mina.patch("/users/me", JsonObject.of("displayName", "미나")).status()).isEqualTo(200);
    JsonObject me = mina.get("/users/me").json();
    assertThat(me.getJsonObject("settings")).isEqualTo(settings);
    assertThat(me.getString("displayName")).isEqualTo("미나");
    refused(mina.patch("/users/me", JsonObject.of("displayName", " ")), 422, "invalid");
    JsonObject large = JsonObject.of("x", "x".repeat(16_384 - "{\"x\":\"\"}".length()));
    assertThat(mina.patch("/users/me", JsonObject.of("settings", large)).status()).isEqualTo(200);
    large.put("x", large.getString("x") + "y");
    refused(mina.patch("/users/me", JsonObject.of("settings", large)), 422, "invalid");
  }

  @Test
  void aChangedProfileIsToldToItsOwnersDevicesAndANameToFriendsToo() throws Exception {
    Person mina = house.person();
    Person friend = befriended(mina);
    house.news(friend.id());
    house.news(mina.id());
    JsonObject told = JsonObject.of("kind", "profile", "userId", mina.id());

    mina.patch("/users/me", JsonObject.of("settings", JsonObject.of("theme", "dark")));
    assertThat(house.news(friend.id())).isEmpty();
    assertThat(house.news(mina.id())).containsExactly(told);

    mina.patch("/users/me", JsonObject.of("displayName", "미나"));
    assertThat(house.news(friend.id())).containsExactly(told);

    mina.patch("/users/me", JsonObject.of("displayName", "미나 둘"));
    assertThat(house.news(mina.id())).containsExactly(told);
  }

  @Test
  void aRemovedAccountIsGoneButItsNameStaysTaken() throws Exception {
    Person mina = house.person();
    Person juho = house.person();
    Person friend = befriended(mina);
    Person laptop = mina.logIn(new JsonObject());
    ChannelId group = new ChannelId(Ids.next());
    await(
        house.channels.create(
            ChannelRules.group(
                group, mina.userId(), "hikers", List.of(juho.userId()), house.clock.get())));
    mina.put("/blocks/" + juho.id(), null);
    house.news(friend.id());

    assertThat(mina.delete("/users/me").status()).isEqualTo(204);

    refused(mina.get("/users/me"), 401, "unauthorized");
    refused(laptop.get("/users/me"), 401, "unauthorized");
    refused(refresh(laptop.refresh()), 401, "unauthorized");
    refused(logIn(mina.username(), PASSWORD), 401, "bad_credentials");
    refused(juho.get("/users/" + mina.id()), 404, "not_found");
    refused(juho.get("/users?username=" + mina.username()), 404, "not_found");
    refused(signUp(mina.username(), PASSWORD, "Impostor"), 409, "username_taken");
    refused(juho.post("/friends", JsonObject.of("userId", mina.id())), 404, "not_found");
    assertThat(friend.get("/friends").json().getJsonArray("friends")).isEmpty();
    assertThat(house.news(friend.id()))
        .containsExactly(JsonObject.of("kind", "friend", "userId", mina.id(), "state", "none"));
    assertThat(await(house.channels.get(List.of(group))).get(0).memberIds())
        .containsExactly(juho.userId());
    assertThat(await(house.channels.get(List.of(group))).get(0).ownerId()).contains(juho.userId());
  }

  // Sessions

  @Test
  void aLogInTellsWhoAndWhere() throws Exception {
    Person mina = house.person();
    Reply in =
        house.call(
            "POST",
            "/sessions",
            null,
            JsonObject.of(
                "username",
                mina.username(),
                "password",
                PASSWORD,
                "device",
                JsonObject.of("name", "Mina's phone", "platform", "android")));
    assertThat(in.status()).isEqualTo(201);
    assertThat(in.text("accessToken")).startsWith("sat_");
    assertThat(in.text("refreshToken")).startsWith("srt_");
    assertThat(in.json().getInteger("expiresInSeconds")).isEqualTo(900);
    assertThat(in.json().getJsonObject("user").getString("userId")).isEqualTo(mina.id());
    assertThat(in.json().getJsonObject("server"))
        .isEqualTo(
            JsonObject.of(
                "nodeId", "n1",
                "zone", "east",
                "webSocket", "ws://127.0.0.1:8081/ws",
                "sockJs", "http://127.0.0.1:8081/eventbus"));
    JsonArray devices = mina.get("/sessions").json().getJsonArray("sessions");
    assertThat(devices).hasSize(2);
    JsonObject phone =
        devices.stream()
            .map(JsonObject.class::cast)
            .filter(device -> device.getString("deviceId").equals(in.text("deviceId")))
            .findFirst()
            .orElseThrow();
    assertThat(phone.getString("name")).isEqualTo("Mina's phone");
    assertThat(phone.getString("platform")).isEqualTo("android");
    assertThat(phone.getBoolean("current")).isFalse();
  }

  @Test
  void aWrongPasswordAndAnUnknownNameAreAnsweredAlike() throws Exception {
    Person mina = house.person();
    Reply wrong = logIn(mina.username(), "wrong horse battery");
    Reply unknown = logIn("nobody.at.all", "wrong horse battery");
    refused(wrong, 401, "bad_credentials");
    assertThat(unknown.json()).isEqualTo(wrong.json());
    refused(logIn("not a name\u0000", "x"), 401, "bad_credentials");
  }

  @Test
  void whoHasNoPasswordCannotLogInByOne() throws Exception {
    await(house.accounts.create("imported", "Imported"));
    refused(logIn("imported", ""), 401, "bad_credentials");
    refused(logIn("imported", PASSWORD), 401, "bad_credentials");
  }

  @Test
  void logInAttemptsAreLimitedPerAccount() throws Exception {
    for (int i = 0; i < 10; i++) {
      refused(logIn("hammered", "wrong horse battery"), 401, "bad_credentials");
    }
    Reply eleventh = logIn("hammered", "wrong horse battery");
    refused(eleventh, 429, "rate_limited");
    assertThat(eleventh.http().headers().firstValue("retry-after")).isPresent();
    refused(logIn("not.hammered", "wrong horse battery"), 401, "bad_credentials");
  }

  @Test
  void withoutAChatServerALogInIsToldSo() throws Exception {
    Person mina = house.person();
    List<ChatServer> all = List.copyOf(house.servers);
    house.servers.clear();
    try {
      refused(logIn(mina.username(), PASSWORD), 503, "no_chat_server");
      refused(mina.get("/servers/best"), 503, "no_chat_server");
    } finally {
      house.servers.addAll(all);
    }
    refused(mina.get("/servers/best?exclude=other,n1"), 503, "no_chat_server");
    assertThat(mina.get("/servers/best?zone=west&exclude=other").json().getJsonObject("server"))
        .isNotNull();
  }

  @Test
  void anAccessTokenExpires() throws Exception {
    Person mina = house.person();
    house.clock.addAndGet(15 * 60_000L);
    refused(mina.get("/users/me"), 401, "token_expired");
    Reply fresh = refresh(mina.refresh());
    assertThat(fresh.status()).isEqualTo(200);
    assertThat(house.call("GET", "/users/me", fresh.text("accessToken"), null).status())
        .isEqualTo(200);
  }

  @Test
  void aTokenThatWasTamperedWithIsNotKnown() throws Exception {
    Person mina = house.person();
    int middle = mina.access().length() / 2;
    char changed = mina.access().charAt(middle) == 'A' ? 'B' : 'A';
    for (String token :
        List.of(
            mina.access().substring(0, middle) + changed + mina.access().substring(middle + 1),
            mina.access().substring(0, mina.access().length() - 2),
            mina.refresh(),
            mina.refresh().replace("srt_", "sat_"),
            "sat_",
            "sat_.",
            "sat_AAAA.AAAA",
            "x".repeat(5_000))) {
      refused(house.call("GET", "/users/me", token, null), 401, "unauthorized");
    }
    refused(refresh(mina.access()), 401, "unauthorized");
    refused(refresh(mina.access().replace("sat_", "srt_")), 401, "unauthorized");
  }

  @Test
  void aRefreshTokenWorksOnce() throws Exception {
    Person mina = house.person();
    Reply second = refresh(mina.refresh());
    assertThat(second.status()).isEqualTo(200);
    house.clock.addAndGet(10_001);
    refused(refresh(mina.refresh()), 401, "unauthorized");
    // Two have it: nobody knows who is who, so the session is over for both.
    refused(refresh(second.text("refreshToken")), 401, "unauthorized");
    refused(house.call("GET", "/users/me", second.text("accessToken"), null), 401, "unauthorized");
    refused(mina.get("/users/me"), 401, "unauthorized");
    assertThat(house.leaves).anyMatch(left -> left.device().value().equals(mina.device()));
  }

  @Test
  void anAnswerThatWasLostMayBeAskedForAgain() throws Exception {
    Person mina = house.person();
    refresh(mina.refresh());
    house.clock.addAndGet(10_000);
    Reply again = refresh(mina.refresh());
    assertThat(again.status()).isEqualTo(200);
    assertThat(refresh(again.text("refreshToken")).status()).isEqualTo(200);
  }

  @Test
  void aReuseIsKnownHoweverLateItComes() throws Exception {
    Person mina = house.person();
    String token = mina.refresh();
    for (int i = 0; i < 5; i++) {
      house.clock.addAndGet(86_400_000L);
      token = refresh(token).text("refreshToken");
    }
    refused(refresh(mina.refresh()), 401, "unauthorized");
    refused(refresh(token), 401, "unauthorized");
  }

  @Test
  void aRefreshTokenThatRestedTooLongIsDeadWithoutSuspicion() throws Exception {
    Person mina = house.person();
    Person phone = mina.logIn(new JsonObject());
    house.clock.addAndGet(91 * 86_400_000L);
    refused(refresh(phone.refresh()), 401, "unauthorized");
  }

  @Test
  void logInOnAKnownDeviceReplacesItsTokens() throws Exception {
    Person mina = house.person();
    Person again = mina.logIn(JsonObject.of("deviceId", mina.device(), "name", "renamed"));
    assertThat(again.device()).isEqualTo(mina.device());
    refused(mina.get("/users/me"), 401, "unauthorized");
    refused(refresh(mina.refresh()), 401, "unauthorized");
    assertThat(again.get("/users/me").status()).isEqualTo(200);
    assertThat(refresh(again.refresh()).status()).isEqualTo(200);
    assertThat(again.get("/sessions").json().getJsonArray("sessions")).hasSize(1);
  }

  @Test
  void anotherOnesDeviceIsNotTaken() throws Exception {
    Person mina = house.person();
    Person juho = house.person().logIn(JsonObject.of("deviceId", mina.device()));
    assertThat(juho.device()).isNotEqualTo(mina.device());
    assertThat(mina.get("/users/me").status()).isEqualTo(200);
    refused(juho.delete("/sessions/" + mina.device()), 404, "not_found");
    assertThat(mina.get("/users/me").status()).isEqualTo(200);
  }

  @Test
  void aLogOutEndsEverythingOfTheDevice() throws Exception {
    Person mina = house.person();
    Person phone = mina.logIn(new JsonObject());
    online(mina);
    online(phone);
    house.told.clear();

    assertThat(phone.delete("/sessions/current").status()).isEqualTo(204);

    refused(phone.get("/users/me"), 401, "unauthorized");
    refused(refresh(phone.refresh()), 401, "unauthorized");
    assertThat(closed()).containsExactly(new DeviceId(phone.device()));
    assertThat(mina.get("/users/me").status()).isEqualTo(200);
    assertThat(house.status(mina.id()).online()).isTrue();

    mina.delete("/sessions/current");
    assertThat(house.status(mina.id()).online()).isFalse();
  }

  @Test
  void oneDeviceLogsOutAnother() throws Exception {
    Person mina = house.person();
    Person phone = mina.logIn(new JsonObject());
    assertThat(mina.delete("/sessions/" + phone.device()).status()).isEqualTo(204);
    refused(phone.get("/users/me"), 401, "unauthorized");
    refused(mina.delete("/sessions/" + phone.device()), 404, "not_found");
    refused(mina.delete("/sessions/nothing"), 404, "not_found");
    assertThat(mina.get("/sessions").json().getJsonArray("sessions")).hasSize(1);
  }

  @Test
  void aNewPasswordLogsOutTheOtherDevices() throws Exception {
    Person mina = house.person();
    Person phone = mina.logIn(new JsonObject());
    refused(
        mina.put(
            "/users/me/password",
            JsonObject.of("currentPassword", "not this one", "newPassword", "another password")),
        401,
        "bad_credentials");
    refused(
        mina.put(
            "/users/me/password",
            JsonObject.of("currentPassword", PASSWORD, "newPassword", "short")),
        422,
        "invalid");
    assertThat(
            mina.put(
                    "/users/me/password",
                    JsonObject.of("currentPassword", PASSWORD, "newPassword", "another password"))
                .status())
        .isEqualTo(204);
    assertThat(mina.get("/users/me").status()).isEqualTo(200);
    refused(phone.get("/users/me"), 401, "unauthorized");
    refused(refresh(phone.refresh()), 401, "unauthorized");
    refused(logIn(mina.username(), PASSWORD), 401, "bad_credentials");
    assertThat(logIn(mina.username(), "another password").status()).isEqualTo(201);
  }

  @Test
  void everyNodeKnowsWhoseTokenItIs() throws Exception {
    Person mina = house.person();
    var identity = await(house.tokens.authenticate(mina.access()));
    assertThat(identity.user()).isEqualTo(mina.userId());
    assertThat(identity.device().value()).isEqualTo(mina.device());
    assertThat(identity.expiresAtMs()).isEqualTo(house.clock.get() + 900_000);
    assertThatThrownBy(() -> await(house.tokens.authenticate("sat_x.y")))
        .isInstanceOfSatisfying(
            ChatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
  }

  // Friends

  private Person befriended(Person mina) throws Exception {
    Person friend = house.person();
    friend.post("/friends", JsonObject.of("userId", mina.id()));
    mina.post("/friends/" + friend.id() + "/accept", null);
    return friend;
  }

  @Test
  void aRequestIsMadeSeenAndAccepted() throws Exception {
    Person mina = house.person();
    Person juho = house.person();

    Reply asked = mina.post("/friends", JsonObject.of("userId", juho.id()));
    assertThat(asked.status()).isEqualTo(201);
    assertThat(asked.text("state")).isEqualTo("outgoing");
    assertThat(asked.json().getJsonObject("user").getString("userId")).isEqualTo(juho.id());
    assertThat(mina.post("/friends", JsonObject.of("userId", juho.id())).status()).isEqualTo(200);
    assertThat(friends(juho)).containsExactly(mina.id() + " incoming");
    refused(mina.post("/friends/" + juho.id() + "/accept", null), 404, "not_found");
    assertThat(states(mina)).containsExactly(juho.id() + " outgoing");
    assertThat(states(juho)).containsExactly(mina.id() + " incoming");

    online(juho);
    Reply accepted = juho.post("/friends/" + mina.id() + "/accept", null);
    assertThat(accepted.status()).isEqualTo(200);
    assertThat(juho.post("/friends/" + mina.id() + "/accept", null).status()).isEqualTo(200);
    assertThat(states(mina)).containsExactly(juho.id() + " friends");
    assertThat(states(juho)).containsExactly(mina.id() + " friends");
    JsonObject friend = mina.get("/friends").json().getJsonArray("friends").getJsonObject(0);
    assertThat(friend.getJsonObject("presence").getString("status")).isEqualTo("online");
    assertThat(await(house.friends.friendsOf(mina.userId()))).containsExactly(juho.userId());

    assertThat(juho.delete("/friends/" + mina.id()).status()).isEqualTo(204);
    assertThat(states(mina)).containsExactly(juho.id() + " none");
    refused(juho.delete("/friends/" + mina.id()), 404, "not_found");
    assertThat(friends(mina)).isEmpty();
  }

  @Test
  void whoAsksOneWhoHasAskedIsAFriend() throws Exception {
    Person mina = house.person();
    Person juho = house.person();
    mina.post("/friends", JsonObject.of("userId", juho.id()));
    Reply answer = juho.post("/friends", JsonObject.of("userId", mina.id()));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("state")).isEqualTo("friends");
    assertThat(friends(mina)).containsExactly(juho.id() + " friends");
  }

  @Test
  void aRequestCanBeDeclinedAndTakenBack() throws Exception {
    Person mina = house.person();
    Person juho = house.person();
    mina.post("/friends", JsonObject.of("userId", juho.id()));
    assertThat(juho.delete("/friends/" + mina.id()).status()).isEqualTo(204);
    mina.post("/friends", JsonObject.of("userId", juho.id()));
    assertThat(mina.delete("/friends/" + juho.id()).status()).isEqualTo(204);
    assertThat(friends(mina)).isEmpty();
  }

  @Test
  void nobodyIsItsOwnFriendNorANobodys() throws Exception {
    Person mina = house.person();
    refused(mina.post("/friends", JsonObject.of("userId", mina.id())), 422, "invalid");
    refused(mina.post("/friends", JsonObject.of("userId", "nobody")), 404, "not_found");
    refused(mina.post("/friends", JsonObject.of("userId", "no id")), 404, "not_found");
    refused(mina.put("/blocks/" + mina.id(), null), 422, "invalid");
    refused(mina.put("/blocks/nobody", null), 404, "not_found");
    assertThat(mina.delete("/blocks/nobody").status()).isEqualTo(204);
    assertThat(mina.delete("/blocks/no%20id").status()).isEqualTo(204);
  }

  @Test
  void aBlockEndsTheFriendshipAndRefusesRequests() throws Exception {
    Person mina = house.person();
    Person juho = befriended(mina);
    house.news(mina.id());
    house.news(juho.id());

    assertThat(mina.put("/blocks/" + juho.id(), null).status()).isEqualTo(204);
    assertThat(mina.put("/blocks/" + juho.id(), null).status()).isEqualTo(204);

    assertThat(states(juho)).containsExactly(mina.id() + " none");
    assertThat(friends(mina)).isEmpty();
    refused(juho.post("/friends", JsonObject.of("userId", mina.id())), 403, "blocked");
    refused(mina.post("/friends", JsonObject.of("userId", juho.id())), 403, "blocked");
    JsonArray blocks = mina.get("/blocks").json().getJsonArray("blocks");
    assertThat(blocks).hasSize(1);
    assertThat(blocks.getJsonObject(0).getJsonObject("user").getString("userId"))
        .isEqualTo(juho.id());
    assertThat(juho.get("/blocks").json().getJsonArray("blocks")).isEmpty();

    assertThat(mina.delete("/blocks/" + juho.id()).status()).isEqualTo(204);
    assertThat(juho.post("/friends", JsonObject.of("userId", mina.id())).status()).isEqualTo(201);
  }

  @Test
  void aBlockRaisesTheVersionOfTheDirectChannelBeforeItIsAnswered() throws Exception {
    Person mina = house.person();
    Person juho = house.person();
    ChannelId direct = new ChannelId(Ids.next());
    await(
        house.channels.create(
            ChannelRules.direct(direct, mina.userId(), juho.userId(), house.clock.get())));
    long before = await(house.log.get(List.of(Register.channelVersion(direct))))[0];

    mina.put("/blocks/" + juho.id(), null);
    long blocked = await(house.log.get(List.of(Register.channelVersion(direct))))[0];
    assertThat(blocked).isGreaterThan(before);
    assertThat(await(house.notices.waiting(1_000)))
        .anyMatch(
            notice ->
                notice
                    .raise()
                    .filter(
                        raise ->
                            raise.register().equals(Register.channelVersion(direct))
                                && raise.value() == blocked)
                    .isPresent());

    mina.delete("/blocks/" + juho.id());
    assertThat(await(house.log.get(List.of(Register.channelVersion(direct))))[0])
        .isGreaterThan(blocked);
  }

  // Presence and servers

  @Test
  void presenceIsForFriendsAndCoMembersWhoHaveNotBlocked() throws Exception {
    Person mina = house.person();
    Person friend = befriended(mina);
    Person member = house.person();
    Person stranger = house.person();
    Person blocker = house.person();
    ChannelId group = new ChannelId(Ids.next());
    await(
        house.channels.create(
            ChannelRules.group(
                group,
                mina.userId(),
                "hikers",
                List.of(member.userId(), blocker.userId()),
                house.clock.get())));
    blocker.put("/blocks/" + mina.id(), null);
    for (Person person : List.of(friend, member, stranger, blocker)) {
      online(person);
    }
    String ids =
        String.join(",", friend.id(), member.id(), stranger.id(), blocker.id(), "no id", "nobody")
            .replace(" ", "%20");

    JsonArray seen = mina.get("/presence?userIds=" + ids).json().getJsonArray("presence");
    assertThat(seen.stream().map(JsonObject.class::cast).map(each -> each.getString("userId")))
        .containsExactly(friend.id(), member.id());
    assertThat(seen.getJsonObject(0).getString("status")).isEqualTo("online");
    assertThat(seen.getJsonObject(0).getString("lastActiveAt")).isNotNull();

    JsonArray inGroup =
        mina.get("/channels/" + group + "/presence").json().getJsonArray("presence");
    assertThat(inGroup.stream().map(JsonObject.class::cast).map(each -> each.getString("userId")))
        .containsExactlyInAnyOrder(mina.id(), member.id());
    refused(stranger.get("/channels/" + group + "/presence"), 404, "not_found");
    refused(stranger.get("/channels/nothing/presence"), 404, "not_found");
    refused(mina.get("/presence"), 400, "bad_request");
  }

  @Test
  void theNearestServerIsFound() throws Exception {
    Person mina = house.person();
    ChatServer west =
        new ChatServer(new NodeId("n2"), "west", Optional.empty(), 8082, 100, 0, false);
    house.servers.add(west);
    try {
      assertThat(best(mina, "?zone=west")).isEqualTo("n2");
      assertThat(best(mina, "?zone=east")).isEqualTo("n1");
      assertThat(best(mina, "?zone=west&exclude=n2")).isEqualTo("n1");
    } finally {
      house.servers.remove(west);
    }
  }

  private static String best(Person person, String query) throws Exception {
    return person.get("/servers/best" + query).json().getJsonObject("server").getString("nodeId");
  }

  private static List<String> friends(Person person) throws Exception {
    return person.get("/friends").json().getJsonArray("friends").stream()
        .map(JsonObject.class::cast)
        .map(each -> each.getJsonObject("user").getString("userId") + " " + each.getString("state"))
        .toList();
  }

  private List<String> states(Person person) throws Exception {
    return house.news(person.id()).stream()
        .map(news -> news.getString("userId") + " " + news.getString("state"))
        .toList();
  }

  private void online(Person person) throws Exception {
    await(
        house.presence.arrive(
            new Arrive(
                person.userId(), new DeviceId(person.device()), House.NODE, house.clock.get())));
  }

  private List<DeviceId> closed() {
    return house.told.stream()
        .map(Delivery.Told.class::cast)
        .map(told -> ((Signal.SignedOut) told.signal()).device().orElseThrow())
        .toList();
  }
}
