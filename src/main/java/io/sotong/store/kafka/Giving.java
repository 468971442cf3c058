package io.sotong.store.kafka;

import io.sotong.push.Attempt;
import io.sotong.push.PushQueue.Figures;
import io.sotong.push.PushQueue.Pusher;
import io.sotong.push.Retry;
import io.sotong.store.kafka.Lane.Held;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads wake-ups and gives them to the pusher, as a member of a consumer group. In turns, on one
 * context: have what is settled committed and read on, but for partitions of which something is
 * held; give out what is due.
 */
final class Giving {
  private static final Logger LOG = LoggerFactory.getLogger(Giving.class);
  private static final long AFTER_FAILURE_MS = 1_000;

  private final Vertx vertx;
  private final Topics topics;
  private final Sender sender;
  private final InstantSource clock;
  private final RandomGenerator dice;
  private final Map<TopicPartition, Lane> lanes = new HashMap<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong pushed = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();
  private final Promise<Void> ended = Promise.promise();
  private @Nullable Running running;
  private int inHand;
  private volatile boolean ending;

  Giving(Vertx vertx, Topics topics, Sender sender, InstantSource clock, RandomGenerator dice) {
    this.vertx = vertx;
    this.topics = topics;
    this.sender = sender;
    this.clock = clock;
    this.dice = dice;
  }

  private record Running(Context context, Reader reader, Pusher pusher) {}

  /** Joins the group. Once. */
  Future<Void> begin(Context context, Pusher pusher) {
    KafkaPushOptions options = topics.options();
    return vertx
        .executeBlocking(() -> Consumers.open(options, topics.fresh(), options.inHand()))
        .compose(
            consumer -> {
              Running its = new Running(context, new Reader(context, consumer), pusher);
              return its.reader().subscribe(topics.live()).onSuccess(joined -> turn(its));
            });
  }

  /** Leaves the group; completes when what is settled is committed. */
  synchronized Future<Void> end() {
    ending = true;
    return running == null ? Future.succeededFuture() : ended.future();
  }

  Figures figures() {
    return new Figures(waiting.get(), pushed.get(), failed.get(), dead.get());
  }

  private synchronized boolean goesOn(Running its) {
    running = its;
    return !ending;
  }

  private void turn(Running its) {
    Map<TopicPartition, OffsetAndMetadata> offsets = settled();
    if (!goesOn(its)) {
      its.reader().close(offsets).onComplete(ended);
      return;
    }
    its.reader()
        .turn(offsets, held())
        .onComplete(
            read -> {
              if (read.failed()) {
                LOG.warn("wake-ups cannot be read: {}", read.cause().getMessage());
                lanes.values().forEach(Lane::commitFailed);
                vertx.setTimer(AFTER_FAILURE_MS, again -> turn(its));
                return;
              }
              take(read.result());
              giveOut(its);
              turn(its);
            });
  }

  private Map<TopicPartition, OffsetAndMetadata> settled() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    lanes.forEach(
        (partition, lane) ->
            lane.toCommit()
                .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset))));
    return offsets;
  }

  /** Of what something is held back, no more is read. */
  private Set<TopicPartition> held() {
    Set<TopicPartition> held = new HashSet<>();
    lanes.forEach(
        (partition, lane) -> {
          if (lane.holds()) {
            held.add(partition);
          }
        });
    return held;
  }

  private void take(Reader.Turn turn) {
    if (!turn.committed()) {
      lanes.values().forEach(Lane::commitFailed);
    }
    turn.gone().forEach(this::lose);
    for (ConsumerRecord<String, byte[]> record : turn.records()) {
      Lane lane =
          lanes.computeIfAbsent(
              new TopicPartition(record.topic(), record.partition()), partition -> new Lane());
      Consumers.read(record.value())
          .ifPresentOrElse(
              attempt -> {
                lane.hold(record.offset(), attempt);
                waiting.incrementAndGet();
              },
              () -> lane.skip(record.offset()));
    }
  }

  private void lose(TopicPartition partition) {
    Lane lane = lanes.remove(partition);
    if (lane != null) {
      waiting.addAndGet(-lane.size());
      lane.lose();
    }
  }

  private void giveOut(Running its) {
    long now = clock.millis();
    for (Lane lane : lanes.values()) {
      while (inHand < topics.options().inHand()) {
        Optional<Held> due = lane.take(now);
        if (due.isEmpty()) {
          break;
        }
        inHand++;
        give(its, due.get());
      }
    }
  }

  private void give(Running its, Held held) {
    Future<Void> done;
    try {
      done = its.pusher().push(held.attempt().wakeUp());
    } catch (RuntimeException e) {
      done = Future.failedFuture(e);
    }
    done.onComplete(
        end ->
            its.context()
                .runOnContext(
                    now -> {
                      if (end.succeeded()) {
                        pushed.incrementAndGet();
                        settle(its, held);
                      } else {
                        putBack(its, held, end.cause());
                        failed.incrementAndGet();
                      }
                    }));
  }

  private void putBack(Running its, Held held, Throwable cause) {
    Retry retry = topics.options().retry();
    int failures = held.attempt().failures() + 1;
    long asked = Retry.askedMs(cause);
    String why = String.valueOf(cause.getMessage());
    if (retry.isHopeless(failures)) {
      dead.incrementAndGet();
      move(its, held, topics.dead(), held.attempt().failed(why, clock.millis()));
    } else {
      int level = topics.level(failures, asked);
      long delay = Math.max(asked, Retry.shortened(retry.delayMs(level), dice));
      move(its, held, topics.retry(level), held.attempt().failed(why, clock.millis() + delay));
    }
  }

  /** Until Kafka has it: only then is it settled where it was. */
  private void move(Running its, Held held, String topic, Attempt attempt) {
    sender
        .send(topic, attempt)
        .onComplete(
            sent ->
                its.context()
                    .runOnContext(
                        now -> {
                          if (sent.succeeded() || held.lane().isLost() || ending) {
                            settleIf(sent.succeeded(), its, held);
                          } else {
                            vertx.setTimer(
                                AFTER_FAILURE_MS, again -> move(its, held, topic, attempt));
                          }
                        }));
  }

  private void settleIf(boolean moved, Running its, Held held) {
    if (moved) {
      settle(its, held);
    } else {
      inHand--; // whoever has the partition next is given it
    }
  }

  private void settle(Running its, Held held) {
    inHand--;
    if (!held.lane().isLost()) {
      held.lane().settle(held.offset());
      waiting.decrementAndGet();
    }
    if (!ending) {
      giveOut(its);
    }
  }
}
