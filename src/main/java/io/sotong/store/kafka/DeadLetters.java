package io.sotong.store.kafka;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.Attempt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the dead letters that were not played again, from the offset up to which they were. Each
 * call has a consumer of its own, on a worker thread: operators ask seldom.
 */
final class DeadLetters {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final int EMPTY_POLLS = 50;
  private static final int AT_ONCE = 500;

  private final Vertx vertx;
  private final KafkaPushOptions options;
  private final TopicPartition partition;

  DeadLetters(Vertx vertx, KafkaPushOptions options, Topics topics) {
    this.vertx = vertx;
    this.options = options;
    partition = new TopicPartition(topics.dead(), 0);
  }

  /** What was read, and where to read on. */
  private record Page(List<Attempt> attempts, long next) {}

  /** The oldest, at most {@code limit}. */
  Future<List<Attempt>> oldest(int limit) {
    return page(limit).map(Page::attempts);
  }

  /** Does something with each of the oldest, and then forgets those; how many they were. */
  Future<Integer> take(int limit, Function<Attempt, Future<Void>> each) {
    return page(limit)
        .compose(
            page ->
                Future.all(page.attempts().stream().map(each).toList())
                    .compose(done -> forget(page.next()))
                    .map(done -> page.attempts().size()));
  }

  private Future<Page> page(int limit) {
    return with(consumer -> read(consumer, limit));
  }

  private Future<Void> forget(long next) {
    return this.<Object>with(
            consumer -> {
              consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
              return next;
            })
        .mapEmpty();
  }

  private <T> Future<T> with(Function<Consumer<String, byte[]>, T> work) {
    return vertx.executeBlocking(
        () -> {
          Consumer<String, byte[]> consumer = Consumers.open(options, partition.topic(), AT_ONCE);
          try {
            consumer.assign(List.of(partition));
            return work.apply(consumer);
          } catch (KafkaException e) {
            throw unavailable(String.valueOf(e.getMessage()));
          } finally {
            consumer.close(GOODBYE);
          }
        },
        false);
  }

  /** From the offset on to the present end. */
  private Page read(Consumer<String, byte[]> consumer, int limit) {
    OffsetAndMetadata known = consumer.committed(Set.of(partition)).get(partition);
    if (known == null) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, known.offset());
    }
    List<Attempt> found = new ArrayList<>();
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long at = consumer.position(partition);
    int empty = 0;
    while (at < end && found.size() < limit) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      empty = records.isEmpty() ? empty + 1 : 0;
      if (empty > EMPTY_POLLS) {
        throw unavailable("no answer");
      }
      for (ConsumerRecord<String, byte[]> record : records) {
        if (found.size() < limit) {
          Optional<Attempt> attempt = Consumers.read(record.value());
          attempt.ifPresent(found::add);
          at = record.offset() + 1;
        }
      }
    }
    return new Page(found, at);
  }

  private static ChatException unavailable(String why) {
    return new ChatException(ErrorCode.UNAVAILABLE, "Kafka does not answer: " + why, 1_000);
  }
}
