package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.push.Subscription;
import io.sotong.push.web.TestBrowser;
import io.sotong.push.web.TestPushService;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is away is woken, by a push service that stands in for the browsers' own. */
class PushIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static TestPushService service;
  private static SotongProcess server;

  @BeforeAll
  static void start() {
    service = new TestPushService();
    server =
        SotongProcess.start(
            Map.of(
                "SOTONG_PUSH_OWN_SERVICES",
                service.origin(),
                "SOTONG_PUSH_SWEEP_MS",
                "500",
                "SOTONG_PUSH_TIMEOUT_MS",
                "60000"),
            List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    service.close();
  }

  /** A device whose browser is registered at a path of its own. */
  private record Registered(Device device, String path, TestBrowser browser) {
    static Registered arrive(String name) {
      return of(server.sotong().arrive(name));
    }

    static Registered of(Device device) {
      Registered registered =
          new Registered(device, "/" + Sotong.freshName("browser"), TestBrowser.make());
      registered.register();
      return registered;
    }

    void register() {
      device.api().put("/devices/current/push", body(browser.at(service.origin() + path))).is(204);
    }

    List<JsonObject> pushed() {
      return service.read(path, browser).stream().map(JsonObject::new).toList();
    }

    JsonObject awaitPush(int number) {
      Await.until("push " + number + " at " + path, SOON, () -> pushed().size() >= number);
      return pushed().get(number - 1);
    }
  }

  private static JsonObject body(Subscription subscription) {
    return new JsonObject()
        .put("provider", "webpush")
        .put("endpoint", subscription.endpoint())
        .put(
            "keys",
            new JsonObject().put("p256dh", subscription.p256dh()).put("auth", subscription.auth()));
  }

  @Test
  void whoIsAwayGetsOnePushThatSaysWhatItIsAbout() {
    Device ann = server.sotong().arrive("ann");
    Registered bob = Registered.arrive("bob");
    String channel = ann.directWith(bob.device());

    long seq = ann.say(channel, "안녕하세요! " + "긴 글 ".repeat(100));

    JsonObject push = bob.awaitPush(1);
    assertThat(push.getString("channelId")).isEqualTo(channel);
    assertThat(push.getLong("seq")).isEqualTo(seq);
    assertThat(push.getString("senderId")).isEqualTo(ann.userId());
    assertThat(push.getString("senderName")).isEqualTo("The ann");
    assertThat(push.getString("preview")).startsWith("안녕하세요! 긴 글").hasSize(120);
    assertThat(push.getInteger("count")).isEqualTo(1);
    assertThat(push.getLong("unreadCount")).isEqualTo(1);

    String group = ann.groupWith(bob.device());
    String mention = "@" + bob.device().person().username() + " come";
    JsonObject wishes =
        new JsonObject()
            .put(
                "push",
                new JsonObject().put("preview", false).put("muted", new JsonArray().add(group)));
    bob.device().api().patch("/users/me", new JsonObject().put("settings", wishes)).is(200);
    ann.say(group, "nobody is woken by this");
    long mentioned = ann.say(group, mention);

    JsonObject second = bob.awaitPush(2);
    assertThat(second.getLong("seq")).isEqualTo(mentioned);
    assertThat(second.getString("channelName")).isEqualTo("A group");
    assertThat(second.fieldNames()).doesNotContain("preview");
    assertThat(second.getInteger("count")).isEqualTo(1);
    assertThat(second.getLong("unreadCount")).isEqualTo(2);
    assertThat(bob.pushed()).hasSize(2);
  }

  @Test
  void whoIsHereIsNotWokenAndNeitherIsADeviceThatIsRegisteredNoLonger() {
    Registered ann = Registered.arrive("ann");
    Registered bob = Registered.arrive("bob");
    Registered cat = Registered.arrive("cat");
    Registered dan = Registered.arrive("dan");
    Registered eve = Registered.arrive("eve");
    String channel = ann.device().groupWith(bob.device(), cat.device(), dan.device(), eve.device());
    cat.device().api().delete("/devices/current/push").is(204);
    dan.device().api().delete("/sessions/current").is(204);
    try (Link here = bob.device().online()) {
      ann.device().say(channel, "is anybody there?");
      here.pushes().awaitMessage(channel, 1);
      eve.awaitPush(1);
      assertThat(ann.pushed()).isEmpty();
      assertThat(bob.pushed()).isEmpty();
      assertThat(cat.pushed()).isEmpty();
      assertThat(dan.pushed()).isEmpty();
    }
  }

  @Test
  void whatWasStoredBeforeAPowerCutIsPushedAfterIt() {
    Device ann = server.sotong().arrive("ann");
    Registered bob = Registered.arrive("bob");
    String channel = ann.directWith(bob.device());
    long first = ann.say(channel, "before it was even enqueued");
    server.kill9();
    server.restart();
    Await.until(
        "it is pushed",
        SOON,
        () -> bob.pushed().stream().anyMatch(push -> push.getLong("seq") == first));

    CompletableFuture<Void> asked = new CompletableFuture<>();
    service.next((request, delivery) -> asked.complete(null)); // and never answers
    long second = ann.say(channel, "while it was on its way");
    Await.value("the push service is asked", SOON, asked);
    server.kill9();
    server.restart();
    Await.until(
        "it is pushed",
        SOON,
        () -> bob.pushed().stream().anyMatch(push -> push.getLong("seq") == second));
  }

  @Test
  void aServiceThatFailsForAWhileGetsAllAfterItAndADeadRegistrationIsGone() {
    Device ann = server.sotong().arrive("ann");
    Registered bob = Registered.arrive("bob");
    String channel = ann.directWith(bob.device());
    for (int status : new int[] {503, 429}) {
      service.next(
          (request, delivery) ->
              request.response().setStatusCode(status).putHeader("Retry-After", "1").end());
    }
    long seq = ann.say(channel, "in spite of all");
    assertThat(bob.awaitPush(1).getLong("seq")).isEqualTo(seq);

    CompletableFuture<Void> gone = new CompletableFuture<>();
    service.next(
        (request, delivery) -> {
          request.response().setStatusCode(410).end();
          gone.complete(null);
        });
    ann.say(channel, "nobody reads this");
    Await.value("the push service is asked", SOON, gone);
    Registered anew = Registered.of(bob.device());
    ann.say(channel, "this");
    assertThat(anew.awaitPush(1).getString("preview")).isEqualTo("this");
    assertThat(bob.pushed()).hasSize(1);
  }

  @Test
  void whatCannotBePushedToIsRefused() {
    Device ann = server.sotong().arrive("ann");
    TestBrowser browser = TestBrowser.make();
    for (String hostile :
        List.of("http://127.0.0.1/a", "https://169.254.169.254/a", "https://localhost/a")) {
      ann.api().put("/devices/current/push", body(browser.at(hostile))).isRefused(422, "invalid");
    }
    ann.api()
        .put("/devices/current/push", new JsonObject().put("provider", "fcm").put("token", "t"))
        .isRefused(422, "invalid");
    String key =
        server.sotong().api().get("/push/vapid-public-key").is(200).json().getString("key");
    assertThat(java.util.Base64.getUrlDecoder().decode(key)).hasSize(65);
  }
}
