package io.sotong.cluster;

import io.sotong.cluster.Recording.Acknowledged;
import io.sotong.cluster.Recording.Got;
import io.sotong.cluster.Recording.Written;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A device that does what the contract asks of a good client: it finds a chat server through
 * whichever API answers, shows its cursor, stores entry and cursor together, beats, sends again
 * with the same {@code ref} and {@code base} until it is answered, and comes back for ever. All of
 * it happens on the one thread of {@code clock}; the public methods may be called on any.
 */
final class RecordingDevice implements DeviceSocket.Owner {
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(4))
          .build();
  private static final long TICK_MS = 250;
  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int MAX_PAUSE_MS = 2_000;
  private static final Set<Integer> FINAL = Set.of(4400, 4401, 4409, 4413);

  private final String token;
  private final ServerFinder finder;
  private final ScheduledExecutorService clock;
  private final Random dice;
  private final Recording recording;
  private final Outbox outbox = new Outbox();
  private final Map<String, Long> highest = new HashMap<>();
  private final Map<Long, String> asked = new HashMap<>();
  private final CompletableFuture<String> firstNode = new CompletableFuture<>();
  private @Nullable DeviceSocket socket;
  private String node;
  private String epoch = "";
  private long cursor;
  private long ids;
  private long refs;
  private int failures;
  private long heardAt;
  private long beatAt;
  private boolean online;

  /**
   * A device that does nothing yet.
   *
   * @param avoid the node that it does not want at first, or an empty one
   */
  RecordingDevice(
      Recording recording,
      String token,
      List<URI> apis,
      String avoid,
      ScheduledExecutorService clock,
      Random dice) {
    this.recording = recording;
    this.token = token;
    this.finder = new ServerFinder(HTTP, apis, token, dice);
    this.node = avoid;
    this.clock = clock;
    this.dice = dice;
  }

  /** Begins, and tells the node at which it was first welcomed. */
  CompletableFuture<String> start() {
    clock.execute(this::connect);
    var unused = clock.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    return firstNode;
  }

  Recording recording() {
    return recording;
  }

  /** Writes a message now; it is sent when that is possible. */
  void write(String channel) {
    clock.execute(
        () -> {
          String ref = recording.device() + '-' + ++refs;
          Written message = new Written(ref, channel, highest.getOrDefault(channel, 0L));
          recording.wrote(message);
          outbox.add(message, System.nanoTime());
          sendDue();
        });
  }

  /** Whether all that it wrote is answered. */
  boolean settled() {
    return CompletableFuture.supplyAsync(outbox::isEmpty, clock).join();
  }

  private void connect() {
    var unused =
        finder
            .find(failures % 3 == 2 ? "" : node)
            .thenComposeAsync(
                server -> {
                  node = server.getString("nodeId");
                  return DeviceSocket.open(
                      HTTP, URI.create(server.getString("webSocket")), clock, this);
                },
                clock)
            .whenCompleteAsync(
                (opened, failure) -> {
                  if (opened == null) {
                    again("no server: " + failure);
                  } else {
                    opened(opened);
                  }
                },
                clock);
  }

  private void opened(DeviceSocket opened) {
    socket = opened;
    heardAt = System.nanoTime();
    JsonObject hello = new JsonObject().put("token", token);
    if (!epoch.isEmpty()) {
      hello.put("cursor", new JsonObject().put("epoch", epoch).put("seq", cursor));
    }
    ask("hello", hello, "hello");
  }

  private void ask(String op, JsonObject body, String why) {
    DeviceSocket open = socket;
    if (open != null) {
      asked.put(++ids, why);
      open.send(body.put("op", op).put("id", ids));
    }
  }

  private void tick() {
    long now = System.nanoTime();
    if (socket == null) {
      return;
    }
    if (now - heardAt > SILENCE_NANOS) {
      broken("silence of " + node);
    } else if (online && now - beatAt > BEAT_NANOS) {
      beatAt = now;
      ask("beat", new JsonObject(), "beat");
    }
    sendDue();
  }

  private void sendDue() {
    if (!online) {
      return;
    }
    for (Written message : outbox.take(System.nanoTime(), AGAIN_NANOS)) {
      JsonObject send =
          new JsonObject()
              .put("channelId", message.channel())
              .put("body", "body of " + message.ref())
              .put("ref", message.ref())
              .put("base", message.base());
      ask("send", send, message.ref());
    }
  }

  @Override
  public void heard(DeviceSocket from, JsonObject frame) {
    if (from != socket) {
      return;
    }
    heardAt = System.nanoTime();
    switch (frame.getString("op")) {
      case "reply" -> replied(frame);
      case "entry" -> store(frame.getJsonObject("entry"));
      default -> {} // presence, typing, and a goaway, after which the socket is closed
    }
  }

  private void replied(JsonObject frame) {
    String why = asked.remove(frame.getLong("id"));
    JsonObject ok = frame.getJsonObject("ok");
    JsonObject error = frame.getJsonObject("error");
    if (why == null || why.equals("beat")) {
      return;
    }
    if (ok == null && !error.getBoolean("retryable")) {
      recording.refused(why + " was answered " + error);
    }
    if (why.equals("hello")) {
      if (ok == null) {
        broken("hello was answered " + error);
      } else {
        welcomed(ok);
      }
    } else if (ok != null) {
      outbox.answered(why);
      acknowledged(why, ok);
    } else if (error.getBoolean("retryable")) {
      long pauseMs = Math.max(error.getLong("retryAfterMs", 0L), 200) + dice.nextInt(300);
      outbox.later(why, heardAt + TimeUnit.MILLISECONDS.toNanos(pauseMs));
    } else {
      outbox.answered(why);
    }
  }

  private void welcomed(JsonObject ok) {
    JsonObject mailbox = ok.getJsonObject("mailbox");
    if (epoch.isEmpty()) {
      epoch = mailbox.getString("epoch");
      cursor = mailbox.getLong("head");
    } else if (ok.getBoolean("reset", false)) {
      recording.refused("a cursor at " + cursor + " was reset: " + ok);
    }
    node = ok.getString("nodeId");
    online = true;
    failures = 0;
    beatAt = heardAt;
    outbox.allDue(heardAt);
    sendDue();
    firstNode.complete(node);
  }

  private void acknowledged(String ref, JsonObject ok) {
    String channel = ok.getString("channelId");
    long seq = ok.getLong("seq");
    highest.merge(channel, seq, Math::max);
    recording.acknowledged(new Acknowledged(ref, channel, seq, heardAt));
  }

  private void store(JsonObject entry) {
    cursor = entry.getLong("seq");
    JsonObject message = entry.getJsonObject("message");
    if (message == null) {
      recording.got(new Got(cursor, "", 0, "", "", heardAt));
      return;
    }
    String channel = message.getString("channelId");
    long seq = message.getLong("seq");
    highest.merge(channel, seq, Math::max);
    recording.got(
        new Got(
            cursor,
            channel,
            seq,
            message.getString("senderId"),
            message.getString("ref"),
            heardAt));
  }

  @Override
  public void ended(DeviceSocket from, int code) {
    if (from != socket) {
      return;
    }
    if (FINAL.contains(code)) {
      recording.refused("closed for good by " + node + " with " + code);
    }
    broken("closed by " + node + " with " + code);
  }

  private void broken(String why) {
    DeviceSocket open = socket;
    if (open != null) {
      open.cut();
    }
    socket = null;
    online = false;
    asked.clear();
    again(why);
  }

  private void again(String why) {
    recording.broke(why);
    failures++;
    int most = Math.min(MAX_PAUSE_MS, 250 << Math.min(failures, 4));
    var unused = clock.schedule(this::connect, 50 + dice.nextInt(most), TimeUnit.MILLISECONDS);
  }
}
