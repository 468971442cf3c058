package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.account.Waiting;
import io.sotong.model.UserId;
import io.sotong.push.Provider;
import io.sotong.push.PushQueue;
import io.sotong.push.Retry;
import io.sotong.push.Subscription;
import io.sotong.push.TestKeys;
import io.sotong.push.WakeUp;
import io.sotong.push.apns.TestApple;
import io.sotong.push.fcm.TestGoogle;
import io.sotong.push.web.TestBrowser;
import io.sotong.push.web.TestPushService;
import io.sotong.store.embedded.RocksPushQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is away is woken, by a push service that stands in for the browsers' own. */
class PushIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir static Path place;
  private static TestPushService service;
  private static TestApple apple;
  private static TestGoogle google;
  private static SotongProcess server;

  @BeforeAll
  static void start() throws IOException {
    service = new TestPushService();
    Path store = TestKeys.localhost(place);
    apple = new TestApple(store);
    google = new TestGoogle(InstantSource.system());
    Path key = Files.writeString(place.resolve("AuthKey.p8"), TestKeys.pem(apple.key().key()));
    Path account = Files.writeString(place.resolve("account.json"), google.accountFile().encode());
    server =
        SotongProcess.prepare(
            Map.ofEntries(
                Map.entry("SOTONG_PUSH_OWN_SERVICES", service.origin()),
                Map.entry("SOTONG_PUSH_SWEEP_MS", "500"),
                Map.entry("SOTONG_PUSH_TIMEOUT_MS", "60000"),
                Map.entry("SOTONG_PUSH_APNS_KEY", key.toString()),
                Map.entry("SOTONG_PUSH_APNS_KEY_ID", TestApple.KEY_ID),
                Map.entry("SOTONG_PUSH_APNS_TEAM_ID", TestApple.TEAM_ID),
                Map.entry("SOTONG_PUSH_APNS_TOPIC", TestApple.TOPIC),
                Map.entry("SOTONG_PUSH_APNS_SERVER", "https://localhost:" + apple.port()),
                Map.entry("SOTONG_PUSH_FCM_ACCOUNT", account.toString()),
                Map.entry("SOTONG_PUSH_FCM_SERVER", google.origin().toString())),
            List.of(
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=" + TestKeys.PASSWORD),
            List.of());
    giveUp(new WakeUp(new UserId("nobody"), 7));
    server.run();
  }

  /** Leaves in the queue what an earlier life of the server would have given up. */
  private static void giveUp(WakeUp wakeUp) throws IOException {
    Path directory = Files.createDirectories(server.home().resolve("data")).resolve("push");
    Vertx vertx = Vertx.vertx();
    PushQueue queue =
        Waiting.await(
            RocksPushQueue.open(
                vertx,
                directory,
                RocksPushQueue.Limits.DEFAULTS,
                new Retry(1, 1, 1),
                InstantSource.system(),
                new Random(7)));
    Waiting.await(queue.consume(wake -> Future.failedFuture(Provider.unavailable("503", 0))));
    Waiting.await(queue.enqueue(wakeUp));
    Await.until("it is given up", SOON, () -> queue.figures().dead() == 1);
    Waiting.await(queue.close());
    Waiting.await(vertx.close());
  }

  @AfterAll
  static void stop() {
    server.close();
    service.close();
    apple.close();
    google.close();
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

  private static JsonObject body(Subscription.Browser subscription) {
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
    for (String provider : List.of("fcm", "apns")) {
      ann.api().put("/devices/current/push", token(provider, "t")).isRefused(422, "invalid");
    }
    String key =
        server.sotong().api().get("/push/vapid-public-key").is(200).json().getString("key");
    assertThat(java.util.Base64.getUrlDecoder().decode(key)).hasSize(65);
  }

  private static JsonObject token(String provider, String token) {
    return new JsonObject().put("provider", provider).put("token", token);
  }

  @Test
  void appsOfEitherKindGetOnePushEachAndATokenThatIsGoneIsAskedForNoMore() {
    String iPhone = "0123456789abcdef".repeat(4);
    String android = "dQw4w9WgXcQ:APA91b" + "x_-".repeat(40);
    Device ann = server.sotong().arrive("ann");
    Device one = server.sotong().arrive("bob");
    Device other = one.person().logIn();
    one.api().put("/devices/current/push", token("apns", iPhone.toUpperCase(Locale.ROOT))).is(204);
    other.api().put("/devices/current/push", token("fcm", android)).is(204);
    String channel = ann.directWith(one);
    apple.next(request -> request.response().setStatusCode(503).end("{\"reason\":\"Shutdown\"}"));
    google.next(request -> request.connection().close());

    long seq = ann.say(channel, "안녕하세요!");

    Await.until(
        "both are woken", SOON, () -> !apple.to(iPhone).isEmpty() && !google.to(android).isEmpty());
    JsonObject shown = apple.to(iPhone).get(0).payload();
    assertThat(shown.getLong("seq")).isEqualTo(seq);
    assertThat(shown.getJsonObject("aps").getJsonObject("alert"))
        .isEqualTo(new JsonObject().put("title", "The ann").put("body", "안녕하세요!"));
    JsonObject data = google.to(android).get(0).getJsonObject("data");
    assertThat(data.getString("seq")).isEqualTo(Long.toString(seq));
    assertThat(data.getString("unreadCount")).isEqualTo("1");

    CompletableFuture<Void> gone = new CompletableFuture<>();
    apple.next(
        request -> {
          request.response().setStatusCode(410).end("{\"reason\":\"Unregistered\"}");
          gone.complete(null);
        });
    ann.say(channel, "the iPhone is given away");
    Await.value("APNs is asked", SOON, gone);
    Await.until("Android is woken", SOON, () -> google.to(android).size() == 2);
    ann.say(channel, "and is not asked for");
    Await.until("Android is woken", SOON, () -> google.to(android).size() == 3);
    assertThat(apple.to(iPhone)).hasSize(1);
    assertThat(google.to(android)).hasSize(3);
  }

  @Test
  void whatWasGivenUpIsListedAndTriedAgainWhenTheOperatorSaysSo() {
    assertThat(server.command("push-dead").text())
        .isEqualTo("user nobody, mailbox up to 7, tried 1 times, at last: 503\n1 given up.\n");
    Ended replayed = server.command("push-dead", "--replay");
    assertThat(replayed.code()).isZero();
    assertThat(replayed.text()).isEqualTo("1 are tried again.\n");
    assertThat(server.command("push-dead").text()).isEqualTo("0 given up.\n");
  }
}
