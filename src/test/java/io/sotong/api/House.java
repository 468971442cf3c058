package io.sotong.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.sotong.account.AccountOptions;
import io.sotong.account.Accounts;
import io.sotong.account.Farewell;
import io.sotong.account.Friends;
import io.sotong.account.Passwords;
import io.sotong.account.Sessions;
import io.sotong.account.Tokens;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Delivery;
import io.sotong.bus.PresenceTalk.Leave;
import io.sotong.channel.ChannelChanges;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.limit.Rate;
import io.sotong.log.Log;
import io.sotong.mailbox.Notice;
import io.sotong.mailbox.Postman;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable;
import io.sotong.store.embedded.MemoryPresence;
import io.sotong.store.embedded.RocksLog;
import io.sotong.store.embedded.RocksOptions;
import io.sotong.store.sql.SqlBlocks;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlDevices;
import io.sotong.store.sql.SqlFriendships;
import io.sotong.store.sql.SqlKeys;
import io.sotong.store.sql.SqlMemberships;
import io.sotong.store.sql.SqlNotices;
import io.sotong.store.sql.SqlStore;
import io.sotong.store.sql.SqlUsers;
import io.sotong.wire.Done;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The account rooms over real stores and a real server, with a clock that tests turn. */
final class House {
  static final NodeId NODE = new NodeId("n1");

  final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  final Queue<Leave> leaves = new ConcurrentLinkedQueue<>();
  final Queue<Delivery> told = new ConcurrentLinkedQueue<>();
  final List<ChatServer> servers = new CopyOnWriteArrayList<>();
  final MemoryPresence presence = new MemoryPresence();
  final Log log;
  final Tokens tokens;
  final Sessions sessions;
  final Accounts accounts;
  final Friends friends;
  final SqlChannels channels;
  final SqlNotices notices;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final RocksLog rocks;
  private final SqlStore sql;
  private final String base;

  House(Path directory) throws Exception {
    InstantSource time = () -> Instant.ofEpochMilli(clock.get());
    rocks = RocksLog.open(directory.resolve("log"), RocksOptions.DEFAULTS);
    log = rocks;
    sql = await(SqlStore.openSqlite(vertx, directory));
    Bus bus = new Bus(vertx);
    bus.serve(Addresses.LEAVE, this::left);
    bus.listen(Addresses.node(NODE), told::add);
    servers.add(new ChatServer(NODE, "east", Optional.empty(), 8081, 100, 0, false));
    AccountOptions options = new AccountOptions(15 * 60_000L, 90 * 86_400_000L, 64, 1);
    Passwords passwords = new Passwords(vertx, options);
    tokens = await(Tokens.open(new SqlKeys(sql), log, time));
    Farewell farewell = new Farewell(log, new Postman(bus, presence), bus, time);
    SqlUsers users = new SqlUsers(sql);
    sessions = new Sessions(users, new SqlDevices(sql), passwords, tokens, farewell, options, time);
    channels = new SqlChannels(sql);
    notices = new SqlNotices(sql);
    Runnable news = () -> bus.send(Addresses.NOTICES, Done.DONE);
    ChannelChanges changes = new ChannelChanges(channels, log, time, news);
    accounts = new Accounts(users, passwords, sessions, farewell, changes::leaveAll, time, news);
    friends = new Friends(new SqlFriendships(sql), new SqlBlocks(sql), log, time, news);
    Rate plenty = Rate.perSecond(10_000, 10_000);
    ApiLimits limits =
        new ApiLimits(plenty, plenty, Rate.perMinute(10, 10), Rate.perMinute(1, 1), clock::get);
    AtomicInteger port = new AtomicInteger();
    ApiVerticle verticle =
        new ApiVerticle(
            new ApiOptions("127.0.0.1", 0, Optional.empty(), List.of()),
            Descriptions.load(),
            token -> tokens.authenticate(token).map(who -> new Caller(who.user(), who.device())),
            limits,
            List.of(
                new AccountRoutes(accounts, limits),
                new SessionRoutes(
                    sessions, accounts, new Servers(new Registry(), new Random(7)), limits),
                new FriendRoutes(friends, presence::statuses),
                new PresenceRoutes(friends, new SqlMemberships(sql), presence::statuses)),
            List::of,
            port::set);
    await(vertx.deployVerticle(verticle));
    base = "http://127.0.0.1:" + port.get() + "/api/v1";
  }

  private Future<Done> left(Leave leave) {
    leaves.add(leave);
    return presence.leave(leave).map(Done.DONE);
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.await(20, SECONDS);
  }

  void close() throws Exception {
    await(sql.close());
    await(vertx.close());
    rocks.close();
  }

  PresenceTable.Status status(String user) throws Exception {
    UserId id = new UserId(user);
    return await(presence.statuses(List.of(id))).getOrDefault(id, away());
  }

  private static PresenceTable.Status away() {
    return new PresenceTable.Status(false, java.util.OptionalLong.empty());
  }

  /** The notices that wait for {@code user}, and no longer wait then, for whomever else either. */
  List<JsonObject> news(String user) throws Exception {
    List<Notice> waiting = await(notices.waiting(1_000));
    List<JsonObject> its = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Notice notice : waiting) {
      if (notice.recipients().contains(new UserId(user))) {
        its.add(new JsonObject("{" + notice.fields().plain() + "}"));
        ids.add(notice.noticeId());
      }
    }
    await(notices.delivered(ids));
    return its;
  }

  /** An answer; its body is JSON if it has one. */
  record Reply(int status, JsonObject json, HttpResponse<String> http) {
    String code() {
      return json.getString("code", "");
    }

    String text(String field) {
      return String.valueOf(json.getString(field));
    }
  }

  Reply call(String method, String path, @Nullable String token, @Nullable JsonObject body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
            .header("Content-Type", "application/json");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    JsonObject json = answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    return new Reply(answer.statusCode(), json, answer);
  }

  /** Somebody with an account and a device. */
  record Person(
      House house, String id, String username, String device, String access, String refresh) {
    Reply get(String path) throws Exception {
      return house.call("GET", path, access, null);
    }

    Reply post(String path, @Nullable JsonObject body) throws Exception {
      return house.call("POST", path, access, body);
    }

    Reply put(String path, @Nullable JsonObject body) throws Exception {
      return house.call("PUT", path, access, body);
    }

    Reply patch(String path, JsonObject body) throws Exception {
      return house.call("PATCH", path, access, body);
    }

    Reply delete(String path) throws Exception {
      return house.call("DELETE", path, access, null);
    }

    UserId userId() {
      return new UserId(id);
    }

    /** The same account on another device, or on the one named. */
    Person logIn(JsonObject device) throws Exception {
      Reply in =
          house.call(
              "POST",
              "/sessions",
              null,
              JsonObject.of("username", username, "password", PASSWORD, "device", device));
      if (in.status() != 201) {
        throw new AssertionError(in.http().body());
      }
      return new Person(
          house,
          id,
          username,
          in.text("deviceId"),
          in.text("accessToken"),
          in.text("refreshToken"));
    }
  }

  static final String PASSWORD = "correct horse battery";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** A new account, logged in. */
  Person person() throws Exception {
    String username = "person" + NUMBER.incrementAndGet();
    Reply made =
        call(
            "POST",
            "/users",
            null,
            JsonObject.of(
                "username", username, "password", PASSWORD, "displayName", "P " + username));
    if (made.status() != 201) {
      throw new AssertionError(made.http().body());
    }
    return new Person(this, made.text("userId"), username, "", "", "").logIn(new JsonObject());
  }

  /** The registry, as tests fill it. */
  private final class Registry implements ServerRegistry<ChatServer> {
    @Override
    public Future<Void> announce(ChatServer server) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> withdraw(NodeId node) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<ChatServer>> servers() {
      return Future.succeededFuture(List.copyOf(servers));
    }
  }
}
