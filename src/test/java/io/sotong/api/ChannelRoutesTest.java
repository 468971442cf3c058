package io.sotong.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.bus.Bus;
import io.sotong.bus.Routers;
import io.sotong.channel.ChannelAccess;
import io.sotong.channel.ChannelChanges;
import io.sotong.channel.ChannelList;
import io.sotong.channel.History;
import io.sotong.channel.MemoryChannels;
import io.sotong.channel.MemoryLog;
import io.sotong.channel.ReadMarks;
import io.sotong.limit.Rate;
import io.sotong.log.LogId;
import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.NoNotices;
import io.sotong.mailbox.Postman;
import io.sotong.model.DeviceId;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.routing.Router;
import io.sotong.routing.RouterVerticle;
import io.sotong.routing.RoutingOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels, messages, markers and mailboxes over a real server, with a router behind the bus. */
class ChannelRoutesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final MemoryLog LOG = new MemoryLog();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static String root = "";

  private String ann = "";
  private String bob = "";
  private String cat = "";

  @BeforeAll
  static void start() throws Exception {
    Bus bus = new Bus(VERTX);
    MemoryChannels channels = new MemoryChannels();
    Router router =
        new Router(
            LOG,
            channels,
            new NoNotices(),
            (places, fields) -> Future.succeededFuture(List.of()),
            Clock.systemUTC(),
            RoutingOptions.DEFAULTS);
    Postman postman = new Postman(bus, users -> Future.succeededFuture(Map.of()));
    VERTX
        .deployVerticle(
            new RouterVerticle(bus, postman, router, RoutingOptions.DEFAULTS, new NodeId("n1")))
        .await(20, SECONDS);
    ChannelAccess access = new ChannelAccess(LOG, channels);
    AtomicInteger port = new AtomicInteger();
    Rate unlimited = Rate.perSecond(1_000_000, 1_000_000);
    ApiVerticle verticle =
        new ApiVerticle(
            new ApiOptions("127.0.0.1", 0, Optional.empty(), List.of()),
            Descriptions.load(),
            token ->
                Future.succeededFuture(new Caller(new UserId(token), new DeviceId("d." + token))),
            new ApiLimits(unlimited, unlimited, unlimited, unlimited, () -> 0),
            List.of(
                new ChannelRoutes(
                    new ChannelChanges(channels, LOG, Clock.systemUTC(), () -> {}),
                    access,
                    new ChannelList(channels, LOG)),
                new MessageRoutes(new Routers(bus, System::nanoTime), access, new History(LOG)),
                new ReadRoutes(bus, access, new ReadMarks(LOG)),
                new MailboxRoutes(new Mailboxes(LOG))),
            List::of,
            port::set);
    VERTX.deployVerticle(verticle).await(20, SECONDS);
    root = "http://127.0.0.1:" + port.get() + "/api/v1";
  }

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(10, SECONDS);
  }

  @BeforeEach
  void arrive() {
    int number = NUMBER.incrementAndGet();
    ann = "ann" + number;
    bob = "bob" + number;
    cat = "cat" + number;
  }

  @Test
  void aDirectChannelIsMadeOnce() throws Exception {
    JsonObject wish = new JsonObject().put("kind", "direct").put("userId", bob);
    JsonObject made = ok(201, call("POST", "/channels", ann, wish));
    assertThat(made.fieldNames())
        .containsExactlyInAnyOrder("channelId", "kind", "memberIds", "createdAt");
    assertThat(made.getJsonArray("memberIds")).containsExactly(ann, bob);
    assertThat(ok(200, call("POST", "/channels", bob, wish.copy().put("userId", ann))))
        .isEqualTo(made);
    refused(422, "invalid", call("POST", "/channels", ann, wish.copy().put("userId", ann)));
    refused(404, "not_found", call("POST", "/channels", ann, wish.copy().put("userId", "no id!")));
  }

  @Test
  void aGroupIsMadeChangedAndLeft() throws Exception {
    JsonObject made = ok(201, call("POST", "/channels", ann, group("산악회", bob, bob, ann)));
    String path = "/channels/" + made.getString("channelId");
    assertThat(made.getString("name")).isEqualTo("산악회");
    assertThat(made.getString("ownerId")).isEqualTo(ann);
    assertThat(made.getJsonArray("memberIds")).containsExactly(ann, bob);

    JsonObject name = new JsonObject().put("name", "Hikers");
    assertThat(ok(200, call("PATCH", path, ann, name)).getString("name")).isEqualTo("Hikers");
    JsonObject joined = ok(200, call("PUT", path + "/members/" + cat, ann, null));
    assertThat(joined.getJsonArray("memberIds")).containsExactly(ann, bob, cat);
    assertThat(ok(200, call("PUT", path + "/members/" + cat, ann, null))).isEqualTo(joined);
    refused(403, "forbidden", call("PATCH", path, bob, name));
    refused(403, "forbidden", call("PUT", path + "/members/" + cat, bob, null));
    refused(403, "forbidden", call("DELETE", path + "/members/" + cat, bob, null));
    refused(404, "not_found", call("DELETE", path + "/members/nobody", ann, null));

    HttpResponse<String> left = call("DELETE", path + "/members/" + ann, ann, null);
    assertThat(left.statusCode()).isEqualTo(204);
    assertThat(ok(200, call("GET", path, bob, null)).getString("ownerId")).isEqualTo(bob);
    refused(404, "not_found", call("GET", path, ann, null));
  }

  @ParameterizedTest
  @CsvSource({"''", "'a\u0007b'"})
  void aNameThatIsNoneIsNamed(String name) throws Exception {
    JsonObject problem = refused(422, "invalid", call("POST", "/channels", ann, group(name)));
    assertThat(problem.getJsonArray("errors").getJsonObject(0).getString("field"))
        .isEqualTo("name");
    String path = "/channels/" + groupOf(bob);
    JsonObject rename = new JsonObject().put("name", name);
    assertThat(refused(422, "invalid", call("PATCH", path, ann, rename)).containsKey("errors"))
        .isTrue();
  }

  @Test
  void aGroupOf101CannotBeMade() throws Exception {
    String[] others = IntStream.range(0, 100).mapToObj(i -> "m" + i).toArray(String[]::new);
    refused(422, "group_full", call("POST", "/channels", ann, group("A", others)));
    refused(422, "invalid", call("POST", "/channels", ann, group("A", "no id!")));
  }

  @Test
  void aDirectChannelIsFixed() throws Exception {
    String path = "/channels/" + direct();
    JsonObject name = new JsonObject().put("name", "A");
    refused(409, "conflict", call("PATCH", path, ann, name));
    refused(409, "conflict", call("PUT", path + "/members/" + cat, ann, null));
    refused(409, "conflict", call("DELETE", path + "/members/" + bob, ann, null));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "PATCH, ''",
    "PUT, /members/bob",
    "DELETE, /members/bob",
    "GET, /messages",
    "GET, /messages?around=9",
    "GET, /messages/1",
    "GET, /messages/9",
    "POST, /messages",
    "PUT, /read",
    "GET, /reads"
  })
  void whoIsNoMemberFindsNothing(String method, String rest) throws Exception {
    String there = "/channels/" + groupOf(bob);
    say(there, ann, "secret", "r1");
    JsonObject body =
        new JsonObject().put("name", "A").put("body", "b").put("ref", "r").put("seq", 1);
    String tail = rest.replace("bob", bob);
    @Nullable JsonObject sent = method.equals("GET") || rest.contains("members") ? null : body;
    HttpResponse<String> foreign = call(method, there + tail, cat, sent);
    refused(404, "not_found", foreign);
    HttpResponse<String> absent = call(method, "/channels/none" + tail, cat, sent);
    assertThat(absent.body()).as("nothing tells them apart").isEqualTo(foreign.body());
    refused(404, "not_found", call(method, "/channels/no%20id" + tail, cat, sent));
  }

  @Test
  void aMessageIsStoredOnceForItsRef() throws Exception {
    String path = "/channels/" + direct();
    JsonObject sent = say(path, ann, "안녕 👋", "r1");
    assertThat(sent.fieldNames()).containsExactlyInAnyOrder("channelId", "seq", "sentAt");
    assertThat(sent.getLong("seq")).isEqualTo(1);
    JsonObject again = new JsonObject().put("body", "other").put("ref", "r1");
    assertThat(ok(200, call("POST", path + "/messages", ann, again))).isEqualTo(sent);
    JsonObject read = ok(200, call("GET", path + "/messages/1", bob, null));
    assertThat(read.getString("body")).isEqualTo("안녕 👋");
    assertThat(read.getString("senderId")).isEqualTo(ann);
    refused(404, "not_found", call("GET", path + "/messages/2", bob, null));
  }

  @Test
  void aMessageHasAHundredThousandCharacters() throws Exception {
    String path = "/channels/" + direct();
    String longest = "👋".repeat(100_000);
    say(path, ann, longest, "r1");
    assertThat(ok(200, call("GET", path + "/messages/1", bob, null)).getString("body"))
        .isEqualTo(longest);
    JsonObject more = new JsonObject().put("body", longest + "a").put("ref", "r2");
    refused(413, "message_too_long", call("POST", path + "/messages", ann, more));
  }

  @Test
  void whatIsNoMessageIsRefused() throws Exception {
    String path = "/channels/" + direct() + "/messages";
    JsonObject good = new JsonObject().put("body", "b").put("ref", "r");
    refused(422, "empty_message", call("POST", path, ann, good.copy().put("body", "")));
    refused(422, "invalid", call("POST", path, ann, good.copy().put("ref", "")));
    refused(422, "invalid", call("POST", path, ann, good.copy().put("ref", "r".repeat(65))));
    refused(422, "invalid", call("POST", path, ann, good.copy().put("base", 1)));
    refused(400, "bad_request", call("POST", path, ann, good.copy().put("base", -1)));
    refused(400, "bad_request", call("POST", path, ann, good.copy().put("base", "1")));
    refused(400, "bad_request", call("POST", path, ann, new JsonObject().put("body", "b")));
    String half = "{\"body\":\"\\ud83d\",\"ref\":\"r\"}";
    refused(422, "invalid", raw("POST", path, ann, half));
    assertThat(ok(200, call("GET", path, ann, null)).getJsonArray("messages")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 13, 62, true, false",
    "?limit=100, 1, 62, false, false",
    "?before=20&limit=5, 15, 19, true, true",
    "?after=0&limit=3, 1, 3, false, true",
    "?around=30&limit=3, 29, 31, true, true"
  })
  void historyIsReadByPlace(String query, long first, long last, boolean before, boolean after)
      throws Exception {
    String path = "/channels/" + direct();
    for (int i = 1; i <= 62; i++) {
      say(path, ann, "number " + i, "r" + i);
    }
    JsonObject page = ok(200, call("GET", path + "/messages" + query, bob, null));
    assertThat(seqs(page, "messages"))
        .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
    assertThat(page.getBoolean("hasBefore")).isEqualTo(before);
    assertThat(page.getBoolean("hasAfter")).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=0, 400, bad_request",
    "?limit=101, 400, bad_request",
    "?before=0, 400, bad_request",
    "?after=-1, 400, bad_request",
    "?around=x, 400, bad_request",
    "?before=5&after=3, 400, bad_request",
    "?around=5&after=3, 400, bad_request",
    "?around=2, 404, not_found"
  })
  void anImpossiblePlaceIsRefused(String query, int status, String code) throws Exception {
    String path = "/channels/" + direct() + "/messages";
    refused(status, code, call("GET", path + query, ann, null));
  }

  @Test
  void ownChannelsComeWithWhatIsNewInThem() throws Exception {
    String silent = groupOf(bob);
    String loud = direct();
    say("/channels/" + loud, ann, "one", "r1");
    say("/channels/" + loud, ann, "two", "r2");
    JsonArray listed = ok(200, call("GET", "/channels", bob, null)).getJsonArray("channels");
    assertThat(listed).hasSize(2);
    JsonObject first = listed.getJsonObject(0);
    assertThat(first.getString("channelId")).isEqualTo(loud);
    assertThat(first.getJsonObject("lastMessage").getString("body")).isEqualTo("two");
    assertThat(first.getLong("unreadCount")).isEqualTo(2);
    assertThat(first.getLong("readSeq")).isZero();
    assertThat(listed.getJsonObject(1).getString("channelId")).isEqualTo(silent);
    assertThat(listed.getJsonObject(1).containsKey("lastMessage")).isFalse();
    assertThat(ok(200, call("GET", "/channels/" + loud, bob, null))).isEqualTo(first);
    assertThat(ok(200, call("GET", "/channels/" + loud, ann, null)).getLong("unreadCount"))
        .as("who speaks has read")
        .isZero();

    JsonObject page = ok(200, call("GET", "/channels?limit=1", bob, null));
    JsonObject rest =
        ok(200, call("GET", "/channels?limit=1&after=" + page.getString("next"), bob, null));
    assertThat(rest.getJsonArray("channels").getJsonObject(0).getString("channelId"))
        .isEqualTo(silent);
    assertThat(rest.containsKey("next")).isFalse();
    refused(400, "bad_request", call("GET", "/channels?after=nonsense", bob, null));
  }

  @Test
  void markersMoveForwardAndAreTold() throws Exception {
    String path = "/channels/" + groupOf(bob);
    for (int i = 1; i <= 3; i++) {
      say(path, ann, "number " + i, "r" + i);
    }
    for (int seq : new int[] {2, 1}) {
      HttpResponse<String> marked =
          call("PUT", path + "/read", bob, new JsonObject().put("seq", seq));
      assertThat(marked.statusCode()).as(marked.body()).isEqualTo(204);
    }
    JsonArray reads = ok(200, call("GET", path + "/reads", ann, null)).getJsonArray("reads");
    assertThat(reads)
        .containsExactlyInAnyOrder(
            new JsonObject().put("userId", ann).put("seq", 3),
            new JsonObject().put("userId", bob).put("seq", 2));
    refused(422, "invalid", call("PUT", path + "/read", bob, new JsonObject().put("seq", 4)));
    refused(400, "bad_request", call("PUT", path + "/read", bob, new JsonObject().put("seq", 0)));
    assertThat(ok(200, call("GET", path, bob, null)).getLong("unreadCount")).isEqualTo(1);
  }

  @Test
  void theMailboxIsReadPageByPage() throws Exception {
    String path = "/channels/" + direct();
    for (int i = 1; i <= 7; i++) {
      say(path, ann, "number " + i, "r" + i);
    }
    JsonObject first = ok(200, call("GET", "/mailbox?limit=5", bob, null));
    assertThat(seqs(first, "entries")).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(first.getLong("next")).isEqualTo(5);
    assertThat(first.getLong("head")).isEqualTo(7);
    JsonObject entry = first.getJsonArray("entries").getJsonObject(0);
    assertThat(entry.getString("kind")).isEqualTo("message");
    assertThat(entry.getJsonObject("message"))
        .isEqualTo(ok(200, call("GET", path + "/messages/1", bob, null)));
    String epoch = "&epoch=" + first.getString("epoch");
    JsonObject second = ok(200, call("GET", "/mailbox?after=5" + epoch, bob, null));
    assertThat(seqs(second, "entries")).containsExactly(6L, 7L);
    JsonObject third = ok(200, call("GET", "/mailbox?after=7" + epoch, bob, null));
    assertThat(third.getJsonArray("entries")).isEmpty();
    assertThat(third.getLong("next")).isEqualTo(third.getLong("head")).isEqualTo(7);
    refused(410, "cursor_reset", call("GET", "/mailbox?after=8" + epoch, bob, null));
    refused(410, "cursor_reset", call("GET", "/mailbox?after=5&epoch=x", bob, null));
    refused(410, "cursor_reset", call("GET", "/mailbox?epoch=x", bob, null));
  }

  @Test
  void aCursorWhoseNextEntryHasExpiredIsReset() throws Exception {
    String path = "/channels/" + direct();
    for (int i = 1; i <= 4; i++) {
      say(path, ann, "number " + i, "r" + i);
    }
    LOG.expire(LogId.mailbox(new UserId(bob)), 2);
    refused(410, "cursor_reset", call("GET", "/mailbox?after=1", bob, null));
    refused(410, "cursor_reset", call("GET", "/mailbox?after=0", bob, null));
    assertThat(seqs(ok(200, call("GET", "/mailbox?after=2", bob, null)), "entries"))
        .containsExactly(3L, 4L);
    assertThat(seqs(ok(200, call("GET", "/mailbox", bob, null)), "entries"))
        .as("who names no cursor gets the oldest kept")
        .containsExactly(3L, 4L);
    LOG.expire(LogId.mailbox(new UserId(bob)), 4);
    refused(410, "cursor_reset", call("GET", "/mailbox?after=2", bob, null));
    assertThat(ok(200, call("GET", "/mailbox", bob, null)).getLong("next")).isEqualTo(4);
  }

  @Test
  void aMailboxOfLargeMessagesComesInSmallPages() throws Exception {
    String path = "/channels/" + direct();
    String body = "가".repeat(100_000);
    for (int i = 1; i <= 10; i++) {
      say(path, ann, body, "r" + i);
    }
    JsonObject first = ok(200, call("GET", "/mailbox", bob, null));
    assertThat(seqs(first, "entries")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    JsonObject second = ok(200, call("GET", "/mailbox?after=6", bob, null));
    assertThat(seqs(second, "entries")).containsExactly(7L, 8L, 9L, 10L);
  }

  private String direct() throws Exception {
    JsonObject wish = new JsonObject().put("kind", "direct").put("userId", bob);
    return ok(201, call("POST", "/channels", ann, wish)).getString("channelId");
  }

  private String groupOf(String... others) throws Exception {
    return ok(201, call("POST", "/channels", ann, group("A", others))).getString("channelId");
  }

  private static JsonObject group(String name, String... others) {
    JsonArray members = new JsonArray(List.of((Object[]) others));
    return new JsonObject().put("kind", "group").put("name", name).put("memberIds", members);
  }

  private static JsonObject say(String path, String who, String body, String ref) throws Exception {
    JsonObject message = new JsonObject().put("body", body).put("ref", ref);
    return ok(201, call("POST", path + "/messages", who, message));
  }

  private static List<Long> seqs(JsonObject page, String list) {
    return page.getJsonArray(list).stream()
        .map(each -> ((JsonObject) each).getLong("seq"))
        .toList();
  }

  private static JsonObject ok(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return new JsonObject(answer.body());
  }

  private static JsonObject refused(int status, String code, HttpResponse<String> answer) {
    JsonObject problem = ok(status, answer);
    assertThat(problem.getString("code")).isEqualTo(code);
    return problem;
  }

  private static HttpResponse<String> call(
      String method, String path, String who, @Nullable JsonObject body) throws Exception {
    return raw(method, path, who, body == null ? null : body.encode());
  }

  private static HttpResponse<String> raw(
      String method, String path, String who, @Nullable String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + who);
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }
}
