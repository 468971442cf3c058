package io.sotong.blackbox;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may see and do what: every route that the running server describes, and every address of its
 * sockets, tried by each sort of person. A route that is added without a rule here fails.
 *
 * <p>Ann owns a group with bob; fay was removed from it; dan is blocked by ann and has a direct
 * channel with her; sam knows nobody.
 */
@Execution(ExecutionMode.SAME_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VisibilityMatrixIT {
  private static final String SECRET = "what-only-members-may-read";

  /** With the keys of RFC 8291's example, and a name that nobody has. */
  private static final String SUBSCRIPTION =
      """
      {"provider": "webpush", "endpoint": "https://push.invalid/1", "keys": {"auth": "BTBZMqHH6r4Tts7J_aSIgg",
      "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}}
      """;

  /** Everyone, and whether they are signed in and in the group. */
  enum Role {
    OWNER,
    MEMBER,
    FORMER_MEMBER,
    STRANGER,
    BLOCKED,
    NOT_SIGNED_IN;

    boolean isInside() {
      return this == OWNER || this == MEMBER;
    }
  }

  /**
   * What a rule expects of those who are signed in; who is not gets 401 everywhere but at {@link
   * #OPEN}.
   */
  private enum Rule {
    /** Needs no token: never 401 {@code unauthorized}, whoever asks. */
    OPEN,
    /** About whoever asks, and nobody else: succeeds for all. */
    OWN,
    /** As {@link #OWN}, but a cluster has no search yet and says so. */
    SEARCH,
    /** Public profiles: succeeds for all who are signed in. */
    PROFILE,
    /** Between two users: succeeds or is refused, but never tells of the group. */
    PAIR,
    /** The group's members succeed; for all others there is no such thing. */
    MEMBERS,
    /** The owner succeeds, a member is forbidden; for all others there is no such thing. */
    OWNER_ONLY
  }

  /** A call: its rule, and its body if it has one. */
  private record Trial(Rule rule, String body) {
    static Trial of(Rule rule) {
      return new Trial(rule, "");
    }
  }

  /**
   * In paths {@code {…}} stands for the group, for ann, for the first message, for a device of
   * ann's.
   */
  private static final Map<String, Trial> RULES =
      Map.ofEntries(
          entry("POST /users", new Trial(Rule.OPEN, "{}")),
          entry("POST /sessions", new Trial(Rule.OPEN, "{}")),
          entry("POST /sessions/refresh", new Trial(Rule.OPEN, "{}")),
          entry("GET /push/vapid-public-key", Trial.of(Rule.OPEN)),
          entry("GET /users?username=nobody.at.all", Trial.of(Rule.PAIR)),
          entry("GET /users/me", Trial.of(Rule.OWN)),
          entry("PATCH /users/me", new Trial(Rule.OWN, "{\"settings\":{}}")),
          entry("DELETE /users/me", Trial.of(Rule.OWN)),
          entry(
              "PUT /users/me/password",
              new Trial(
                  Rule.PAIR,
                  "{\"currentPassword\":\"not this one\",\"newPassword\":\"long enough\"}")),
          entry("GET /users/{userId}", Trial.of(Rule.PROFILE)),
          entry("GET /sessions", Trial.of(Rule.OWN)),
          entry("DELETE /sessions/current", Trial.of(Rule.OWN)),
          entry("DELETE /sessions/{deviceId}", Trial.of(Rule.PAIR)),
          entry("GET /servers/best", Trial.of(Rule.OWN)),
          entry("GET /friends", Trial.of(Rule.OWN)),
          entry("POST /friends", new Trial(Rule.PAIR, "{\"userId\":\"{userId}\"}")),
          entry("POST /friends/{userId}/accept", Trial.of(Rule.PAIR)),
          entry("DELETE /friends/{userId}", Trial.of(Rule.PAIR)),
          entry("GET /blocks", Trial.of(Rule.OWN)),
          entry("PUT /blocks/{userId}", Trial.of(Rule.PAIR)),
          entry("DELETE /blocks/{userId}", Trial.of(Rule.PAIR)),
          entry("GET /channels", Trial.of(Rule.OWN)),
          entry(
              "POST /channels",
              new Trial(Rule.OWN, "{\"kind\":\"group\",\"name\":\"Own\",\"memberIds\":[]}")),
          entry("GET /channels/{channelId}", Trial.of(Rule.MEMBERS)),
          entry(
              "PATCH /channels/{channelId}",
              new Trial(Rule.OWNER_ONLY, "{\"name\":\"" + SECRET + "\"}")),
          entry("PUT /channels/{channelId}/members/{userId}", Trial.of(Rule.OWNER_ONLY)),
          entry("DELETE /channels/{channelId}/members/{userId}", Trial.of(Rule.OWNER_ONLY)),
          entry("GET /channels/{channelId}/messages", Trial.of(Rule.MEMBERS)),
          entry(
              "POST /channels/{channelId}/messages",
              new Trial(Rule.MEMBERS, "{\"body\":\"" + SECRET + "\",\"ref\":\"matrix\"}")),
          entry("GET /channels/{channelId}/messages/{seq}", Trial.of(Rule.MEMBERS)),
          entry("PUT /channels/{channelId}/read", new Trial(Rule.MEMBERS, "{\"seq\":1}")),
          entry("GET /channels/{channelId}/reads", Trial.of(Rule.MEMBERS)),
          entry("GET /channels/{channelId}/presence", Trial.of(Rule.MEMBERS)),
          entry("GET /presence?userIds={userId}", Trial.of(Rule.OWN)),
          entry("GET /mailbox", Trial.of(Rule.OWN)),
          entry("GET /search?q=" + SECRET, Trial.of(Rule.SEARCH)),
          entry("GET /mentions", Trial.of(Rule.SEARCH)),
          entry("DELETE /devices/current/push", Trial.of(Rule.OWN)),
          entry("PUT /devices/current/push", new Trial(Rule.OWN, SUBSCRIPTION)));

  private final Sotong sotong = Sotong.shared();
  private final Device ann = sotong.arrive("ann");
  private final Device bob = sotong.arrive("bob");
  private final Device fay = sotong.arrive("fay");
  private final Device dan = sotong.arrive("dan");
  private final Device sam = sotong.arrive("sam");
  private String group = "";
  private String direct = "";

  @BeforeAll
  void settle() {
    ann.api()
        .patch("/users/me", new JsonObject().put("settings", new JsonObject().put("note", SECRET)))
        .is(200);
    direct = dan.directWith(ann);
    JsonArray members = new JsonArray().add(bob.userId());
    JsonObject wish =
        new JsonObject().put("kind", "group").put("name", SECRET).put("memberIds", members);
    group = ann.api().post("/channels", wish).is(201).json().getString("channelId");
    ann.api().put("/channels/" + group + "/members/" + fay.userId()).isSuccess();
    ann.api().delete("/channels/" + group + "/members/" + fay.userId()).isSuccess();
    ann.say(group, SECRET);
    ann.api().put("/blocks/" + dan.userId()).isSuccess();
  }

  @Test
  void everyDescribedRouteHasARule() {
    Set<String> ruled = new TreeSet<>();
    RULES.keySet().forEach(call -> ruled.add(call.replaceFirst("\\?.*", "")));
    JsonObject paths =
        sotong
            .api()
            .get(URI.create(sotong.uri() + "/openapi.json"))
            .is(200)
            .json()
            .getJsonObject("paths");
    Set<String> described = new TreeSet<>();
    for (String path : paths.fieldNames()) {
      for (String method : List.of("get", "post", "put", "patch", "delete", "head", "options")) {
        if (paths.getJsonObject(path).containsKey(method)) {
          described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
        }
      }
    }
    assertThat(ruled).as("routes with a rule").containsAll(described);
    assertThat(described).as("routes that the matrix really tries").hasSizeGreaterThan(30);
  }

  static Stream<Object[]> cells() {
    return RULES.keySet().stream()
        .sorted()
        .flatMap(call -> Stream.of(Role.values()).map(role -> new Object[] {call, role}));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("cells")
  void everyoneGetsWhatTheRuleSays(String call, Role role) {
    Trial trial = RULES.getOrDefault(call, Trial.of(Rule.OPEN));
    String method = call.substring(0, call.indexOf(' '));
    String path = filled(call.substring(call.indexOf(' ') + 1), role);
    if (role == Role.OWNER && changesTheScene(call)) {
      return;
    }
    Api.Answer answer = as(role, call).call(method, path, filled(trial.body(), role));
    if (role == Role.NOT_SIGNED_IN && trial.rule() != Rule.OPEN) {
      answer.isRefused(401, "unauthorized");
    } else {
      check(trial.rule(), role, answer);
    }
    if (role == Role.FORMER_MEMBER && call.equals("GET /mailbox")) {
      assertThat(answer.text()).as("only that she was a member").doesNotContain("\"message\"");
    } else if (!role.isInside()) {
      assertThat(answer.text()).as("%s told %s", call, role).doesNotContain(SECRET, group);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT_SIGNED_IN")
  void onTheSocketsOnlyMembersReachTheGroup(Role role) {
    for (LinkKind kind : List.of(LinkKind.WEBSOCKET, LinkKind.SOCKJS_WEBSOCKET)) {
      Link owners = ann.online();
      Link link = device(role).person().logIn().online(kind);
      JsonObject message =
          new JsonObject()
              .put("channelId", group)
              .put("body", SECRET)
              .put("ref", Sotong.freshName("ref"));
      JsonObject marker = new JsonObject().put("channelId", group).put("seq", 1);
      link.tell("typing", new JsonObject().put("channelId", group));
      if (role.isInside()) {
        link.call("send", message);
        link.call("read", marker);
      } else {
        link.isRefused("not_found", "send", message);
        link.isRefused("not_found", "read", marker);
        owners.pushes().awaitMessage(group, ann.say(group, SECRET));
        link.call("beat", new JsonObject());
        assertThat(owners.pushes().of("typing")).isEmpty();
        assertThat(link.pushes().all().toString()).doesNotContain(SECRET).doesNotContain(group);
      }
      link.close();
      owners.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OWNER", "NOT_SIGNED_IN"})
  void nobodyElseHearsTheOwnersMailbox(Role role) {
    Link link = device(role).person().logIn().online(LinkKind.SOCKJS_WEBSOCKET);
    Pushes overheard = new Pushes();
    ((Bridge) link).register("chat.v1.mailbox." + ann.userId(), overheard::add);
    Await.until(
        "refused or closed",
        Link.SOON,
        () -> link.closed().isDone() || !((Bridge) link).errors().all().isEmpty());
    ann.say(ann.groupWith(), "for ann only");
    assertThat(overheard.all()).isEmpty();
    link.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = LinkKind.class,
      names = {"WEBSOCKET", "SOCKJS_WEBSOCKET"})
  void withoutAHelloNoAddressAnswers(LinkKind kind) {
    for (String op : List.of("send", "read", "beat", "typing", "ack", "mailbox." + ann.userId())) {
      Link link = ann.open(kind);
      CompletableFuture<JsonObject> reply =
          link.ask(
              op,
              new JsonObject()
                  .put("channelId", group)
                  .put("body", SECRET)
                  .put("ref", "r")
                  .put("seq", 1));
      Await.until(
          op + " is refused or closed",
          Link.SOON,
          () -> reply.isCompletedExceptionally() || link.closed().isDone());
      link.close();
    }
  }

  @Test
  void theBlockedMayReadTheirOldTalkButNotGoOnWithIt() {
    dan.api().get("/channels/" + direct + "/messages").is(200);
    dan.api()
        .post(
            "/channels/" + direct + "/messages",
            new JsonObject().put("body", "hey").put("ref", "r"))
        .isRefused(403, "blocked");
  }

  private static void check(Rule rule, Role role, Api.Answer answer) {
    switch (rule) {
      case OPEN ->
          assertThat(answer.status())
              .as("%s by %s: %s", answer.call(), role, answer.text())
              .isNotEqualTo(403)
              .isLessThan(500);
      case OWN, PROFILE -> answer.isSuccess();
      case SEARCH -> {
        if (Boolean.getBoolean("sotong.cluster")) {
          answer.isRefused(503, "unavailable");
        } else {
          answer.isSuccess();
        }
      }
      case PAIR ->
          assertThat(answer.status())
              .as("%s by %s: %s", answer.call(), role, answer.text())
              .isLessThan(500);
      case MEMBERS -> inside(role.isInside(), answer);
      case OWNER_ONLY -> {
        if (role == Role.MEMBER) {
          answer.isRefused(403, "forbidden");
        } else {
          inside(role == Role.OWNER, answer);
        }
      }
    }
  }

  private static void inside(boolean may, Api.Answer answer) {
    if (may) {
      answer.isSuccess();
    } else {
      answer.isRefused(404, "not_found");
    }
  }

  /** What would end the scene is done by a person of that role who is of no further use. */
  private Api as(Role role, String call) {
    if (role == Role.NOT_SIGNED_IN) {
      return sotong.api();
    }
    boolean ends =
        call.equals("DELETE /users/me")
            || call.equals("DELETE /sessions/current")
            || call.equals("PUT /users/me/password");
    return ends ? sotong.arrive("expendable").api() : device(role).api();
  }

  private static boolean changesTheScene(String call) {
    return call.startsWith("DELETE /sessions/{") || call.startsWith("DELETE /channels/");
  }

  private Device device(Role role) {
    return switch (role) {
      case OWNER -> ann;
      case MEMBER -> bob;
      case FORMER_MEMBER -> fay;
      case BLOCKED -> dan;
      case STRANGER, NOT_SIGNED_IN -> sam;
    };
  }

  private String filled(String template, Role role) {
    return template
        .replace("{channelId}", group)
        .replace("{userId}", ann.userId())
        .replace("{seq}", "1")
        .replace("{deviceId}", role == Role.OWNER ? "none" : ann.deviceId());
  }
}
