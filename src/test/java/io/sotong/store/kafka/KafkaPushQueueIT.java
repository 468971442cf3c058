package io.sotong.store.kafka;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.model.ChatException;
import io.sotong.model.Ids;
import io.sotong.push.PushQueue;
import io.sotong.push.PushQueueContract;
import io.sotong.servers.RealServers;
import io.sotong.servers.Server;
import io.sotong.servers.Servers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link KafkaPushQueue} on a real Kafka keeps to what every queue does, and shares. */
class KafkaPushQueueIT implements PushQueueContract {
  private static final int SENDING = 300;

  private final String prefix = "test-" + Ids.next() + '.';
  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final List<Vertx> processes = new ArrayList<>();
  private final List<PushQueue> open = new ArrayList<>();

  private KafkaPushOptions options(String servers) {
    return new KafkaPushOptions(servers, prefix, 4, 1, IN_HAND, SENDING, RETRY);
  }

  private PushQueue open() {
    return open(RealServers.kafka().address());
  }

  private PushQueue open(String servers) {
    Vertx process = Vertx.vertx();
    PushQueue queue =
        await(
            KafkaPushQueue.open(
                process, options(servers), () -> Instant.ofEpochMilli(now.get()), new Random(7)));
    processes.add(process);
    open.add(queue);
    return queue;
  }

  @Override
  public PushQueue queue() {
    return open.isEmpty() ? open() : open.get(open.size() - 1);
  }

  /** Its connections end, and nothing more is committed. */
  @Override
  public PushQueue queueAfterKill() {
    open.remove(open.size() - 1);
    await(processes.remove(processes.size() - 1).close());
    return open();
  }

  @Override
  public PushQueue queueAfterStop() {
    await(queue().close());
    return open();
  }

  @Override
  public void pass(long ms) {
    now.addAndGet(ms);
  }

  @AfterEach
  void close() {
    open.forEach(queue -> await(queue.close()));
    processes.forEach(process -> await(process.close()));
  }

  @Test
  void twoNodesShareTheWork() {
    PushQueue one = open();
    PushQueue other = open();
    Recorder first = PushQueueContract.consume(one, wake -> Future.succeededFuture());
    Recorder second = PushQueueContract.consume(other, wake -> Future.succeededFuture());
    AtomicInteger number = new AtomicInteger();
    Await.until(
        "both are given something",
        LIMIT,
        () -> {
          int from = number.getAndAdd(20);
          PushQueueContract.enqueue(one, from, from + 20);
          return first.hasSome() && second.hasSome();
        });
    Await.until(
        "all are pushed",
        LIMIT,
        () -> one.figures().pushed() + other.figures().pushed() >= number.get());
  }

  @Test
  void whileKafkaIsGoneWakeUpsWaitAndBeyondTheLimitAreRefused(@TempDir Path place) {
    try (Servers servers = RealServers.ofItsOwn(place)) {
      Server kafka = RealServers.await(servers.kafka());
      PushQueue queue = open(kafka.address());
      Recorder recorder = PushQueueContract.consume(queue, wake -> Future.succeededFuture());
      PushQueueContract.enqueue(queue, 0, 1);
      recorder.awaitTimes(PushQueueContract.wakeUp(0), 1);
      kafka.kill();
      List<Future<Void>> waiting = new ArrayList<>();
      for (int i = 1; i <= SENDING; i++) {
        waiting.add(queue.enqueue(PushQueueContract.wakeUp(i)));
      }
      assertThatThrownBy(() -> await(queue.enqueue(PushQueueContract.wakeUp(SENDING + 1))))
          .isInstanceOf(ChatException.class)
          .hasMessageContaining("too many");
      kafka.restart();
      Await.until(
          "each is told its fate", LIMIT, () -> waiting.stream().allMatch(Future::isComplete));
      for (int i = 1; i <= SENDING; i++) {
        if (waiting.get(i - 1).succeeded()) {
          recorder.awaitTimes(PushQueueContract.wakeUp(i), 1);
        }
      }
      assertThat(waiting).anyMatch(Future::succeeded);
    }
  }
}
