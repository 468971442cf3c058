package io.sotong.launch;

import io.sotong.bus.Bus;
import io.sotong.config.ConfigException;
import io.sotong.config.Profile;
import io.sotong.config.Settings;
import io.sotong.importer.Import;
import io.sotong.mailbox.Postman;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.PushQueue;
import io.sotong.search.Rebuild;
import io.sotong.store.sql.SqlImport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The operator's commands besides running the service. They block. */
final class Commands {
  private static final long SECONDS = 60;
  private static final Duration ASKED_WITHIN = Duration.ofSeconds(10);

  private final Effective effective;
  private final Settings settings;
  private final Clock clock;

  Commands(Effective effective, Clock clock) {
    this.effective = effective;
    this.settings = effective.settings();
    this.clock = clock;
  }

  /** Prints an access token: asks the service if it runs, else takes it from the stores. */
  void token(String username) throws Exception {
    Optional<HttpResponse<String>> answer = running(Operations.TOKEN, username);
    if (answer.isPresent() && answer.get().statusCode() == 404) {
      throw new ConfigException("There is no user " + username + ".");
    }
    Optional<String> token = answer.filter(it -> it.statusCode() == 200).map(HttpResponse::body);
    if (token.isPresent()) {
      System.out.print(token.get());
      return;
    }
    withStores(
        (vertx, stores) -> {
          Bus bus = new Bus(vertx);
          Postman postman = new Postman(bus, stores.directory());
          AccountRoom accounts =
              await(AccountRoom.open(vertx, bus, postman, stores, settings, clock));
          System.out.println(await(accounts.token(username)));
        });
  }

  /**
   * Lists dead letters, or plays them again: asks the service if it runs on the embedded profile,
   * else opens the queue.
   */
  void pushDead(boolean replay) throws Exception {
    if (settings.profile() == Profile.EMBEDDED) {
      Optional<HttpResponse<String>> answer =
          running(replay ? DeadPushes.REPLAY : DeadPushes.LIST, "");
      if (answer.isPresent() && answer.get().statusCode() == 200) {
        System.out.print(answer.get().body());
        return;
      }
    } else {
      ConfigException.check(
          !settings.backends().kafka().servers().isEmpty(),
          "kafka.servers must say where the pushes are that were given up.");
    }
    withVertx(
        vertx -> {
          PushQueue queue = await(Stores.queue(vertx, settings).apply(clock));
          try {
            System.out.println(await(replay ? DeadPushes.replay(queue) : DeadPushes.list(queue)));
          } finally {
            await(queue.close());
          }
        });
  }

  /** Makes the search index anew: lets the service do it if it runs, else does it itself. */
  void reindex() throws Exception {
    Optional<HttpResponse<String>> begun = running(Reindexing.BEGIN, "");
    if (begun.isPresent() && begun.get().statusCode() == 200) {
      say(Reindexing.watch(this::reindexing, System.out));
      return;
    }
    withStores(
        (vertx, stores) -> {
          SearchRoom room = new SearchRoom(vertx, stores, settings);
          await(room.open());
          if (!room.isOpen()) {
            throw new ConfigException("The distributed profile has no search index yet.");
          }
          try {
            await(room.reindex(true));
            say(Reindexing.watch(() -> Reindexing.read(room.reindex(false).result()), System.out));
          } finally {
            await(room.close());
          }
        });
  }

  private static void say(Rebuild.Progress end) {
    if (end.done() < end.all()) {
      throw unavailable("it ended early; the service brings in the rest by itself.");
    }
    System.out.printf("%,d messages are in the search index.%n", end.all());
  }

  private static ChatException unavailable(String detail) {
    return new ChatException(ErrorCode.UNAVAILABLE, detail);
  }

  private Rebuild.Progress reindexing() throws InterruptedException {
    return Reindexing.read(
        running(Reindexing.LOOK, "")
            .filter(answer -> answer.statusCode() == 200)
            .orElseThrow(() -> unavailable("the service does not answer any more."))
            .body());
  }

  /** What the service answers; empty if it does not run, or is another than that of our data. */
  private Optional<HttpResponse<String>> running(String call, String body)
      throws InterruptedException {
    Optional<String> key = OperatorKey.read(Path.of(settings.data()));
    if (key.isEmpty() || settings.management().port() == 0) {
      return Optional.empty();
    }
    String[] words = call.split(" ", 2);
    URI address =
        URI.create(
            "http://"
                + settings.management().host()
                + ':'
                + settings.management().port()
                + words[1]);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(ASKED_WITHIN)
            .header("Authorization", "Bearer " + key.get())
            .method(words[0], BodyPublishers.ofString(body))
            .build();
    try {
      return Optional.of(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()))
          .filter(answer -> answer.statusCode() != 401);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Brings a file in; the embedded stores serve one process, so the service must not run then. */
  void bring(Path file) throws Exception {
    if (!Files.isReadable(file)) {
      throw new ConfigException("There is no file " + file + ".");
    }
    withStores(
        (vertx, stores) -> {
          Path progress = Path.of(settings.data()).resolve("import-" + mark(file) + ".progress");
          Import.Result result =
              new Import(
                      new SqlImport(stores.sql()),
                      stores.log(),
                      progress,
                      System.out,
                      clock.millis())
                  .run(file);
          System.out.printf(
              "%,d lines brought in, %,d rejected, %,d by earlier runs.%n",
              result.lines(), result.rejected(), result.before());
        });
  }

  /** Writes keys for the hosts that the settings name: this one's, and the members'. */
  void keys(Path directory) throws Exception {
    SortedSet<String> hosts = new TreeSet<>();
    hosts.add(settings.cluster().host());
    for (String member : settings.cluster().members()) {
      hosts.add(member.replaceAll("^\\[?(.*?)\\]?(:[0-9]+)?$", "$1"));
    }
    ClusterKeys.make(directory, hosts, System.out);
  }

  /** The same file has the same mark wherever it lies: its size and how it begins. */
  private static String mark(Path file) throws Exception {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    hash.update(Long.toString(Files.size(file)).getBytes(StandardCharsets.UTF_8));
    try (var in = Files.newInputStream(file)) {
      hash.update(in.readNBytes(1 << 16));
    }
    return HexFormat.of().formatHex(hash.digest()).substring(0, 16);
  }

  private interface Work {
    void with(Vertx vertx) throws Exception;
  }

  private interface StoreWork {
    void with(Vertx vertx, Stores stores) throws Exception;
  }

  private void withStores(StoreWork work) throws Exception {
    withVertx(
        vertx -> {
          Stores stores = await(Stores.open(vertx, effective, Optional.empty()));
          try {
            work.with(vertx, stores);
          } finally {
            await(stores.close());
          }
        });
  }

  private static void withVertx(Work work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      work.with(vertx);
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(SECONDS, TimeUnit.SECONDS);
  }
}
