package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code kill -9} in the middle of 1,000 sends. */
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {
  private static final int SENDS = 1_000;
  private static final int OUTSTANDING = 60;

  @Test
  void whatWasAcknowledgedIsThereAfterAKillAndReachesBothDevicesOnceAndInOrder()
      throws InterruptedException {
    try (SotongProcess server = SotongProcess.start()) {
      Device ann = server.sotong().arrive("ann");
      Device bob = server.sotong().arrive("bob");
      List<Inbox> inboxes =
          List.of(
              Inbox.upToDate(bob, LinkKind.WEBSOCKET),
              Inbox.upToDate(bob.person().logIn(), LinkKind.SOCKJS_WEBSOCKET));
      for (int killedAfter : new int[] {100, 450, 900}) {
        String channel = killedAfter == 100 ? ann.directWith(bob) : ann.groupWith(bob);
        Map<String, JsonObject> acknowledged = sendUntilKilled(server, ann, channel, killedAfter);

        if (killedAfter == 450) {
          delete(server.home().resolve("data").resolve("search"));
        }
        server.restart();

        awaitFoundAgain(bob, channel, acknowledged);
        resendAll(ann, channel, acknowledged);
        historyHoldsEachOnce(bob, channel, acknowledged);
        inboxes.forEach(Inbox::reconnect);
        inboxes.forEach(inbox -> inbox.link().pushes().awaitMessage(channel, SENDS));
        for (Inbox inbox : inboxes) {
          assertThat(seqsOf(channel, inbox.wholeStream()))
              .isEqualTo(LongStream.rangeClosed(1, SENDS).boxed().toList());
        }
      }
      inboxes.forEach(inbox -> inbox.link().close());
    }
  }

  private static Map<String, JsonObject> sendUntilKilled(
      SotongProcess server, Device sender, String channel, int killedAfter)
      throws InterruptedException {
    Link link = sender.online();
    Map<String, CompletableFuture<JsonObject>> replies = new LinkedHashMap<>();
    CountDownLatch enough = new CountDownLatch(killedAfter);
    Semaphore outstanding = new Semaphore(OUTSTANDING);
    Thread writer =
        new Thread(
            () -> {
              for (int i = 1; i <= SENDS && !link.closed().isDone(); i++) {
                outstanding.acquireUninterruptibly();
                CompletableFuture<JsonObject> reply = link.ask("send", message(channel, "r" + i));
                replies.put(
                    "r" + i,
                    reply.whenComplete(
                        (ok, failure) -> settled(failure == null, enough, outstanding)));
              }
            });
    writer.start();
    assertThat(enough.await(60, TimeUnit.SECONDS)).as("acknowledged before the kill").isTrue();
    server.kill9();
    Await.value("the socket is gone", Link.SOON, link.closed());
    writer.join();
    Map<String, JsonObject> acknowledged = new LinkedHashMap<>();
    replies.forEach(
        (ref, reply) -> {
          if (reply.isDone() && !reply.isCompletedExceptionally()) {
            acknowledged.put(ref, reply.join());
          }
        });
    assertThat(acknowledged.size()).isBetween(killedAfter, SENDS);
    return acknowledged;
  }

  private static void settled(boolean acknowledged, CountDownLatch enough, Semaphore outstanding) {
    outstanding.release();
    if (acknowledged) {
      enough.countDown();
    }
  }

  /** The last that was acknowledged is in the index, and so is all before it. */
  private static void awaitFoundAgain(
      Device reader, String channel, Map<String, JsonObject> acknowledged) {
    String last =
        acknowledged.entrySet().stream()
            .max(Comparator.comparingLong(each -> each.getValue().getLong("seq")))
            .orElseThrow()
            .getKey();
    Await.until(
        last + " is found",
        Link.SOON,
        () ->
            SearchIT.found(reader, "\"of " + last + "\" in:" + channel)
                .contains("body of " + last));
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void resendAll(
      Device sender, String channel, Map<String, JsonObject> acknowledged) {
    Link link = sender.online();
    Map<String, CompletableFuture<JsonObject>> replies = new LinkedHashMap<>();
    for (int i = 1; i <= SENDS; i++) {
      replies.put("r" + i, link.ask("send", message(channel, "r" + i)));
    }
    replies.forEach(
        (ref, reply) -> {
          JsonObject answer = Await.value("reply to " + ref, Link.SOON, reply);
          assertThat(answer).isEqualTo(acknowledged.getOrDefault(ref, answer));
        });
    link.close();
  }

  private static void historyHoldsEachOnce(
      Device reader, String channel, Map<String, JsonObject> acknowledged) {
    Map<String, Long> stored = new LinkedHashMap<>();
    List<Long> seqs = new ArrayList<>();
    boolean more = true;
    while (more) {
      JsonObject page =
          reader
              .api()
              .get("/channels/" + channel + "/messages?limit=100&after=" + seqs.size())
              .is(200)
              .json();
      for (JsonObject message : SessionsIT.objects(page, "messages")) {
        seqs.add(message.getLong("seq"));
        stored.put(message.getString("ref"), message.getLong("seq"));
        assertThat(message.getString("body")).isEqualTo("body of " + message.getString("ref"));
      }
      more = page.getBoolean("hasAfter");
    }
    assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, SENDS).boxed().toList());
    assertThat(stored).hasSize(SENDS);
    acknowledged.forEach(
        (ref, answer) -> assertThat(stored).containsEntry(ref, answer.getLong("seq")));
  }

  private static List<Long> seqsOf(String channel, List<JsonObject> entries) {
    return entries.stream()
        .filter(entry -> "message".equals(entry.getString("kind")))
        .map(entry -> entry.getJsonObject("message"))
        .filter(message -> channel.equals(message.getString("channelId")))
        .map(message -> message.getLong("seq"))
        .toList();
  }

  private static JsonObject message(String channel, String ref) {
    return new JsonObject()
        .put("channelId", channel)
        .put("body", "body of " + ref)
        .put("ref", ref)
        .put("base", 0);
  }
}
