package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Api.Answer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /users}: signing up, profiles, removal. */
@Execution(ExecutionMode.CONCURRENT)
class AccountsIT {
  static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  private final Sotong sotong = Sotong.shared();

  @Test
  void signingUpMakesAnAccount() {
    String username = Sotong.freshName("mina");
    JsonObject user = signUp(username, "long enough", "박미나 🎐").is(201).json();
    assertThat(user.getString("userId")).isNotBlank();
    assertThat(user.getString("username")).isEqualTo(username);
    assertThat(user.getString("displayName")).isEqualTo("박미나 🎐");
    assertThat(user.getString("createdAt")).matches(TIME);
    assertThat(user.fieldNames()).doesNotContain("password");
  }

  @Test
  void aNameIsGivenOnce() {
    Person ann = sotong.signUp("ann");
    signUp(ann.username(), "another password", "Not Ann").isRefused(409, "username_taken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "Capital",
        "with space",
        "한국어이름",
        "a-dash",
        "name\u0000",
        "abcdefghijklmnopqrstuvwxyz.123456"
      })
  void aNameOfOtherShapeIsInvalid(String username) {
    signUp(username, "long enough", "A").isRefused(422, "invalid");
  }

  @Test
  void namesAtBothEndsOfTheAllowedLengthAreTaken() {
    String fresh = Sotong.freshName("");
    signUp((fresh + "................................").substring(0, 32), "long enough", "A")
        .is(201);
    String three = Long.toString(36 * 36 + System.nanoTime() % (35 * 36 * 36), 36);
    signUp(three, "long enough", "A").isOneOf(201, 409);
  }

  @Test
  void aPasswordHasEightTo128Characters() {
    signUp(Sotong.freshName("p"), "1234567", "A").isRefused(422, "invalid");
    signUp(Sotong.freshName("p"), "x".repeat(129), "A").isRefused(422, "invalid");
    signUp(Sotong.freshName("p"), "12345678", "A").is(201);
    signUp(Sotong.freshName("p"), "x".repeat(128), "A").is(201);
    signUp(Sotong.freshName("p"), "🔑".repeat(128), "A").is(201);
  }

  @Test
  void anInvalidFieldIsNamed() {
    JsonObject problem =
        signUp(Sotong.freshName("p"), "short", "A").isRefused(422, "invalid").json();
    assertThat(problem.getJsonArray("errors")).as(problem.encode()).isNotEmpty();
    assertThat(problem.getJsonArray("errors").getJsonObject(0).encode()).contains("password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"text\"",
        "{\"username\":\"without.more\"}",
        "{\"username\":5,\"password\":\"long enough\",\"displayName\":\"A\"}"
      })
  void whatIsNotTheRequestIsABadRequest(String body) {
    sotong.api().call("POST", "/users", body).isRefused(400, "bad_request");
  }

  @Test
  void aMissingBodyIsABadRequest() {
    sotong.api().post("/users").isRefused(400, "bad_request");
  }

  @Test
  void unknownFieldsAreIgnored() {
    JsonObject account =
        account(Sotong.freshName("x"), "long enough", "A")
            .put("favouriteColour", "green")
            .put("userId", "mine");
    assertThat(sotong.api().post("/users", account).is(201).json().getString("userId"))
        .isNotEqualTo("mine");
  }

  @Test
  void theOwnProfileCanBeReadAndChanged() {
    Device ann = sotong.arrive("ann");
    JsonObject settings =
        new JsonObject().put("theme", "dark").put("nested", new JsonObject().put("한글", 1));
    ann.api()
        .patch("/users/me", new JsonObject().put("displayName", "Ann II").put("settings", settings))
        .is(200);
    JsonObject me = ann.api().get("/users/me").is(200).json();
    assertThat(me.getString("userId")).isEqualTo(ann.userId());
    assertThat(me.getString("displayName")).isEqualTo("Ann II");
    assertThat(me.getJsonObject("settings")).isEqualTo(settings);
  }

  @Test
  void whatAPatchLeavesOutStays() {
    Device ann = sotong.arrive("ann");
    ann.api()
        .patch("/users/me", new JsonObject().put("settings", new JsonObject().put("a", 1)))
        .is(200);
    ann.api().patch("/users/me", new JsonObject().put("displayName", "Ann III")).is(200);
    JsonObject me = ann.api().get("/users/me").is(200).json();
    assertThat(me.getJsonObject("settings").getInteger("a")).isEqualTo(1);
    assertThat(me.getString("displayName")).isEqualTo("Ann III");
  }

  @Test
  void settingsHaveUpTo16KiB() {
    Device ann = sotong.arrive("ann");
    ann.api().patch("/users/me", settingsOf(16_000)).is(200);
    ann.api().patch("/users/me", settingsOf(16_500)).isRefused(422, "invalid");
  }

  @Test
  void othersSeeThePublicProfileOnly() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    ann.api()
        .patch("/users/me", new JsonObject().put("settings", new JsonObject().put("secret", 1)))
        .is(200);
    for (String path :
        List.of("/users/" + ann.userId(), "/users?username=" + ann.person().username())) {
      JsonObject profile = bob.api().get(path).is(200).json();
      assertThat(profile.getString("userId")).isEqualTo(ann.userId());
      assertThat(profile.getString("username")).isEqualTo(ann.person().username());
      assertThat(profile.fieldNames()).doesNotContain("settings", "password");
    }
  }

  @Test
  void aUserWhoDoesNotExistIsNotFound() {
    Device ann = sotong.arrive("ann");
    ann.api().get("/users/nobody").isRefused(404, "not_found");
    ann.api().get("/users?username=nobody.at.all").isRefused(404, "not_found");
    ann.api()
        .get("/users?username=" + ann.person().username().substring(0, 4))
        .isRefused(404, "not_found");
    ann.api().get("/users").isRefused(400, "bad_request");
  }

  @Test
  void withoutATokenNothingIsTold() {
    sotong.api().get("/users/me").isRefused(401, "unauthorized");
    sotong.api().as("not-a-token").get("/users/me").isRefused(401, "unauthorized");
    sotong.api().get("/users/" + sotong.signUp("ann").userId()).isRefused(401, "unauthorized");
  }

  @Test
  void aPathThatIsNotThereIsNotFoundAsAProblem() {
    sotong.arrive("ann").api().get("/no-such-thing").isRefused(404, "not_found");
  }

  @Test
  void aRemovedAccountIsGoneButItsMessagesStay() {
    Device ann = sotong.arrive("ann");
    Device bob = sotong.arrive("bob");
    String channel = ann.groupWith(bob);
    long seq = ann.say(channel, "I was here");
    Link socket = ann.online();

    ann.api().delete("/users/me").isSuccess();

    socket.isClosedWith(4401);
    ann.api().get("/users/me").isRefused(401, "unauthorized");
    sotong.api().post("/sessions", ann.person().credentials()).isRefused(401, "bad_credentials");
    bob.api().get("/users?username=" + ann.person().username()).isRefused(404, "not_found");
    JsonObject message = bob.api().get("/channels/" + channel + "/messages/" + seq).is(200).json();
    assertThat(message.getString("body")).isEqualTo("I was here");
    assertThat(bob.api().get("/channels/" + channel).is(200).json().getJsonArray("memberIds"))
        .containsExactly(bob.userId());
  }

  @Test
  void anUnknownNameIsAnsweredLikeAWrongPasswordAndAsSlowly() {
    Person ann = sotong.signUp("ann");
    List<Long> known = new ArrayList<>();
    List<Long> unknown = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      known.add(timeOfLogIn(ann.username(), answers));
      unknown.add(timeOfLogIn(Sotong.freshName("nobody"), answers));
    }
    assertThat(answers)
        .as("answers to wrong passwords and to unknown names")
        .containsOnly(answers.get(0));
    assertThat(Collections.min(unknown))
        .as("fastest for an unknown name against a wrong password")
        .isGreaterThan(Collections.min(known) / 3);
  }

  private long timeOfLogIn(String username, List<String> answers) {
    long start = System.nanoTime();
    Answer answer =
        sotong
            .api()
            .post(
                "/sessions",
                new JsonObject().put("username", username).put("password", "not the password"));
    long time = System.nanoTime() - start;
    answers.add(answer.isRefused(401, "bad_credentials").text());
    return time;
  }

  private Answer signUp(String username, String password, String displayName) {
    return sotong.api().post("/users", account(username, password, displayName));
  }

  private static JsonObject account(String username, String password, String displayName) {
    return new JsonObject()
        .put("username", username)
        .put("password", password)
        .put("displayName", displayName);
  }

  private static JsonObject settingsOf(int bytes) {
    return new JsonObject().put("settings", new JsonObject().put("notes", "x".repeat(bytes)));
  }
}
