package io.sotong.store.kafka;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.Attempt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.common.TopicPartition;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import io.vertx.kafka.client.consumer.KafkaConsumerRecord;
import io.vertx.kafka.client.consumer.OffsetAndMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the dead letters that were not played again, from the offset up to which they were. Each
 * call has a consumer of its own: operators ask seldom.
 */
final class DeadLetters {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int EMPTY_POLLS = 50;

  private final Vertx vertx;
  private final KafkaPushOptions options;
  private final TopicPartition partition;

  DeadLetters(Vertx vertx, KafkaPushOptions options, Topics topics) {
    this.vertx = vertx;
    this.options = options;
    partition = new TopicPartition(topics.dead(), 0);
  }

  /** The oldest, at most {@code limit}. */
  Future<List<Attempt>> oldest(int limit) {
    return with(consumer -> new Reading(consumer, limit).read().map(Reading::attempts));
  }

  /** Does something with each of the oldest, and then forgets those; how many they were. */
  Future<Integer> take(int limit, Function<Attempt, Future<Void>> each) {
    return with(
        consumer ->
            new Reading(consumer, limit)
                .read()
                .compose(
                    reading ->
                        Future.all(reading.attempts().stream().map(each).toList())
                            .compose(done -> commit(consumer, reading.next))
                            .map(done -> reading.attempts().size())));
  }

  private <T> Future<T> with(Function<KafkaConsumer<String, byte[]>, Future<T>> work) {
    KafkaConsumer<String, byte[]> consumer =
        Consumers.open(vertx, options, partition.getTopic(), 500);
    return consumer
        .assign(partition)
        .compose(assigned -> begin(consumer))
        .compose(ready -> work.apply(consumer))
        .eventually(consumer::close);
  }

  private Future<Void> begin(KafkaConsumer<String, byte[]> consumer) {
    return consumer
        .committed(partition)
        .compose(
            known ->
                known == null
                    ? consumer.seekToBeginning(partition)
                    : consumer.seek(partition, known.getOffset()));
  }

  private Future<Void> commit(KafkaConsumer<String, byte[]> consumer, long next) {
    return next == 0
        ? Future.succeededFuture()
        : consumer.commit(Map.of(partition, new OffsetAndMetadata(next, ""))).mapEmpty();
  }

  /** From the offset on to the present end. */
  private final class Reading {
    private final KafkaConsumer<String, byte[]> consumer;
    private final int limit;
    private final List<Attempt> found = new ArrayList<>();
    private long next;
    private int empty;

    Reading(KafkaConsumer<String, byte[]> consumer, int limit) {
      this.consumer = consumer;
      this.limit = limit;
    }

    Future<Reading> read() {
      return consumer
          .endOffsets(partition)
          .compose(end -> consumer.position(partition).compose(at -> on(at, end)));
    }

    List<Attempt> attempts() {
      return List.copyOf(found);
    }

    private Future<Reading> on(long at, long end) {
      if (at >= end || found.size() >= limit) {
        return Future.succeededFuture(this);
      }
      return consumer
          .poll(POLL)
          .compose(
              records -> {
                long reached = at;
                for (int i = 0; i < records.size() && found.size() < limit; i++) {
                  KafkaConsumerRecord<String, byte[]> record = records.recordAt(i);
                  Optional<Attempt> attempt = Consumers.read(record.value());
                  attempt.ifPresent(found::add);
                  next = record.offset() + 1;
                  reached = next;
                }
                empty = records.isEmpty() ? empty + 1 : 0;
                return empty > EMPTY_POLLS
                    ? Future.failedFuture(
                        new ChatException(ErrorCode.UNAVAILABLE, "Kafka does not answer", 1_000))
                    : on(reached, end);
              });
    }
  }
}
