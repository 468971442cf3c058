package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Devices that are behind while messages go on arriving, and devices that read slowly. */
@Execution(ExecutionMode.CONCURRENT)
class CatchUpIT {
  private static final int BEHIND = 10_000;
  private static final int PER_SECOND = 200;
  private static final int SLOW_READERS = 16;
  private static final long MOST_PER_SLOW_READER = 256 << 10;
  private static final String BODY = "x".repeat(900);

  @Test
  void whoIsBehindCatchesUpWhileMessagesGoOnArrivingAndASlowReaderDelaysNobody() {
    Map<String, String> noLimits =
        Map.of(
            "SOTONG_LIMITS_SENDS_PER_SECOND", "100000",
            "SOTONG_LIMITS_SENDS_BURST", "100000",
            "SOTONG_LIMITS_LOG_INS_PER_MINUTE", "1000");
    try (SotongProcess server = SotongProcess.start(noLimits, List.of(Footprint.FLAG))) {
      Device ann = server.sotong().arrive("ann");
      Device bob = server.sotong().arrive("bob");
      List<Device> slowOnes =
          Stream.generate(() -> bob.person().logIn()).limit(SLOW_READERS).toList();
      String channel = ann.directWith(bob);
      bob.awaitEntry("bob knows the channel", e -> "channel".equals(e.getString("kind")));
      JsonObject start = bob.api().get("/mailbox?limit=1").is(200).json();
      String epoch = start.getString("epoch");
      long cursor = start.getLong("head");
      Link live = bob.open(LinkKind.WEBSOCKET);
      live.hello(bob.token(), epoch, cursor);
      Writer writer = new Writer(ann.online(), channel);
      writer.write(BEHIND);
      live.pushes().awaitMessage(channel, BEHIND);

      Device second = bob.person().logIn();
      Link behind = second.open(LinkKind.SOCKJS_WEBSOCKET);
      writer.keepWriting();
      behind.hello(second.token(), epoch, cursor);
      behind
          .pushes()
          .awaitCount("all that was missed", Duration.ofSeconds(60), BEHIND, Pushes.op("entry"));
      long rounds = writer.stopWriting();
      live.pushes().awaitMessage(channel, rounds);
      behind.pushes().awaitMessage(channel, rounds);
      isTheWholeStream(live.pushes(), cursor, cursor + rounds);
      isTheWholeStream(behind.pushes(), cursor, cursor + rounds);

      Footprint before = Footprint.of(server);
      List<SlowReader> readers =
          slowOnes.stream().map(device -> SlowReader.open(device, epoch, cursor, 1_024)).toList();
      writer.keepWriting();
      for (int i = 0; i < 4; i++) {
        Await.pass(Duration.ofSeconds(3));
        readers.forEach(SlowReader::beat);
      }
      long last = writer.stopWriting();
      live.pushes()
          .await(
              "the last message, live",
              Duration.ofSeconds(2),
              Pushes.op("entry")
                  .and(frame -> Pushes.message(channel, last).test(frame.getJsonObject("entry"))));
      Footprint during = Footprint.of(server);
      assertThat(writer.slowestAnswer())
          .as("the slowest answer to a send")
          .isLessThan(Duration.ofSeconds(2));
      assertThat(readers)
          .allSatisfy(
              reader -> {
                assertThat(reader.pushes().entries()).as("what it has read").hasSizeBetween(1, 100);
                assertThat(reader.pushes().of("closed")).isEmpty();
              });
      assertThat((during.total() - before.total()) / SLOW_READERS)
          .as("bytes that a slow reader costs, %s before, %s during", before, during)
          .isLessThan(MOST_PER_SLOW_READER);

      SlowReader one = readers.get(0);
      one.hurry();
      one.pushes()
          .awaitCount(
              "all of it in the end", Duration.ofSeconds(60), (int) last, Pushes.op("entry"));
      isTheWholeStream(one.pushes(), cursor, cursor + last);
      readers.forEach(SlowReader::close);
    }
  }

  private static void isTheWholeStream(Pushes pushes, long after, long last) {
    long at = after;
    for (JsonObject entry : pushes.entries()) {
      assertThat(entry.getLong("seq")).as("what follows entry %d", at).isEqualTo(at + 1);
      at++;
    }
    assertThat(at).as("the last entry").isEqualTo(last);
  }

  /** Sends as fast as answers come, or 200 a second whether they come or not. */
  private static final class Writer {
    private final Link link;
    private final String channel;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<CompletableFuture<JsonObject>> replies = new ArrayList<>();
    private @org.jspecify.annotations.Nullable ScheduledFuture<?> ticking;

    Writer(Link link, String channel) {
      this.link = link;
      this.channel = channel;
    }

    void write(int count) {
      for (int i = 1; i <= count; i++) {
        CompletableFuture<JsonObject> reply = sendOne();
        if (i % 200 == 0) {
          Await.value("a reply", Link.SOON, reply);
        }
      }
      slowest.set(0);
    }

    void keepWriting() {
      ticking =
          clock.scheduleAtFixedRate(this::tick, 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
    }

    /** Ends, waits for the answers, and tells how many messages there are in all. */
    long stopWriting() {
      if (ticking != null) {
        ticking.cancel(false);
      }
      CompletableFuture<Long> idle = new CompletableFuture<>();
      clock.execute(() -> idle.complete(written.get()));
      long all = Await.value("the writer stops", Link.SOON, idle);
      replies.forEach(reply -> Await.value("a reply", Link.SOON, reply));
      replies.clear();
      return all;
    }

    Duration slowestAnswer() {
      return Duration.ofNanos(slowest.get());
    }

    private void tick() {
      replies.add(sendOne());
    }

    private CompletableFuture<JsonObject> sendOne() {
      long start = System.nanoTime();
      String ref = "r" + written.incrementAndGet();
      return link.ask(
              "send", new JsonObject().put("channelId", channel).put("body", BODY).put("ref", ref))
          .whenComplete(
              (ok, failure) -> slowest.accumulateAndGet(System.nanoTime() - start, Math::max));
    }
  }
}
