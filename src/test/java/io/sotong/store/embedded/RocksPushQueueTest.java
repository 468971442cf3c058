package io.sotong.store.embedded;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.model.ChatException;
import io.sotong.push.PushQueue;
import io.sotong.push.PushQueueContract;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link RocksPushQueue} keeps to what every queue does. */
class RocksPushQueueTest implements PushQueueContract {
  private static final RocksPushQueue.Limits LIMITS = new RocksPushQueue.Limits(1_000, 50, IN_HAND);

  @TempDir Path place;
  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final List<PushQueue> open = new ArrayList<>();
  private int copies;

  @Override
  public PushQueue queue() {
    if (open.isEmpty()) {
      open.add(open(place.resolve("push"), LIMITS));
    }
    return open.get(0);
  }

  /** A copy of the files as they are now is what a process finds that is started after a kill. */
  @Override
  public PushQueue queueAfterKill() {
    Path copy = place.resolve("after-" + ++copies);
    copy(place.resolve("push"), copy);
    PushQueue heir = open(copy, LIMITS);
    open.add(heir);
    return heir;
  }

  @Override
  public PushQueue queueAfterStop() {
    await(queue().close());
    open.clear();
    return queue();
  }

  @Override
  public void pass(long ms) {
    now.addAndGet(ms);
  }

  @AfterEach
  void close() {
    open.forEach(queue -> await(queue.close()));
    await(vertx.close());
  }

  private PushQueue open(Path directory, RocksPushQueue.Limits limits) {
    return await(
        RocksPushQueue.open(
            vertx, directory, limits, RETRY, () -> Instant.ofEpochMilli(now.get()), new Random(7)));
  }

  @Test
  void aFullQueueRefusesAndTakesAgainWhenThereIsRoom() {
    PushQueue small = open(place.resolve("small"), new RocksPushQueue.Limits(10, 5, IN_HAND));
    open.add(small);
    PushQueueContract.enqueue(small, 0, 10);
    assertThatThrownBy(() -> await(small.enqueue(PushQueueContract.wakeUp(10))))
        .isInstanceOf(ChatException.class)
        .hasMessageContaining("full");
    PushQueueContract.consume(small, wake -> Future.succeededFuture());
    Await.until("it is empty", LIMIT, () -> small.figures().waiting() == 0);
    await(small.enqueue(PushQueueContract.wakeUp(11)));
  }

  @Test
  void twoReplaysAtOncePlayEachLetterOnce() {
    PushQueueContract.consume(
        queue(), wake -> Future.failedFuture(new IllegalStateException("no")));
    PushQueueContract.enqueue(queue(), 0, 5);
    Await.until(
        "all are given up",
        LIMIT,
        () -> {
          pass(1_000);
          return queue().figures().dead() == 5;
        });
    PushQueue again = queueAfterStop();
    var first = again.replay(10);
    var second = again.replay(10);
    assertThat(await(first) + await(second)).isEqualTo(5);
    assertThat(again.figures().waiting()).isEqualTo(5);
  }

  @Test
  void whatWaitsIsCountedAfterAStop() {
    PushQueueContract.enqueue(queue(), 0, 3);
    assertThat(queue().figures().waiting()).isEqualTo(3);
    PushQueue again = queueAfterStop();
    assertThat(again.figures().waiting()).isEqualTo(3);
  }

  private static void copy(Path from, Path to) {
    try {
      Files.walkFileTree(
          from,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes its)
                throws IOException {
              Files.createDirectories(to.resolve(from.relativize(directory)));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes its)
                throws IOException {
              Files.copy(file, to.resolve(from.relativize(file)));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
