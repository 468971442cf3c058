package io.sotong.store.kafka;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka consumer and the one thread that touches it, from its making to its end. Whatever it is
 * asked takes a bounded time, also without Kafka, so that it can always be closed; answers come on
 * the context. It ends by itself when that context is gone.
 */
final class Reader {
  private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration GOODBYE = Duration.ofSeconds(5);
  private static final int LAST_COMMITS = 50;

  private final Context context;
  private final Consumer<String, byte[]> consumer;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "sotong-push-reader");
            made.setDaemon(true);
            return made;
          });
  private final Set<TopicPartition> gone = new HashSet<>();

  Reader(Context context, Consumer<String, byte[]> consumer) {
    this.context = context;
    this.consumer = consumer;
  }

  /**
   * What was read.
   *
   * @param gone partitions that other processes have now; told before the records are dealt with
   * @param committed whether what was to be committed is
   */
  record Turn(
      ConsumerRecords<String, byte[]> records, Set<TopicPartition> gone, boolean committed) {}

  /** Joins the group. */
  Future<Void> subscribe(List<String> topics) {
    return on(
        () -> {
          consumer.subscribe(
              topics,
              new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                  gone.addAll(partitions);
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
              });
          return null;
        });
  }

  /**
   * Commits, and reads on for a moment.
   *
   * @param offsets what follows the last that is settled
   * @param held partitions of which nothing is to be read now
   */
  Future<Turn> turn(Map<TopicPartition, OffsetAndMetadata> offsets, Set<TopicPartition> held) {
    return on(
        () -> {
          boolean committed = commit(offsets);
          pause(held);
          ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
          Set<TopicPartition> lost = Set.copyOf(gone);
          gone.clear();
          return new Turn(records, lost, committed);
        });
  }

  /** Commits for the last time, and leaves the group. */
  Future<Void> close(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Future<Void> left =
        on(
            () -> {
              commitLast(new HashMap<>(offsets));
              consumer.close(GOODBYE);
              return null;
            });
    thread.shutdown();
    return left;
  }

  private boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      if (!offsets.isEmpty()) {
        consumer.commitSync(offsets, COMMIT);
      }
      return true;
    } catch (RebalanceInProgressException e) {
      return false;
    } catch (KafkaException e) {
      LOG.warn("what was pushed is not committed: {}", e.getMessage());
      return false;
    }
  }

  /** While the group finds a new order nothing can be committed, and that needs polls to end. */
  private void commitLast(Map<TopicPartition, OffsetAndMetadata> offsets) {
    for (int tries = 0; tries < LAST_COMMITS; tries++) {
      try {
        if (!offsets.isEmpty()) {
          consumer.commitSync(offsets, COMMIT);
        }
        return;
      } catch (RebalanceInProgressException e) {
        consumer.pause(consumer.assignment());
        consumer.poll(POLL);
        offsets.keySet().removeAll(gone);
      } catch (KafkaException e) {
        LOG.warn("what was pushed last is not committed: {}", e.getMessage());
        return;
      }
    }
  }

  private void pause(Set<TopicPartition> held) {
    Set<TopicPartition> stop = new HashSet<>(consumer.assignment());
    Set<TopicPartition> start = new HashSet<>(stop);
    stop.retainAll(held);
    start.removeAll(held);
    consumer.pause(stop);
    consumer.resume(start);
  }

  private <T> Future<T> on(Callable<T> work) {
    Promise<T> answer = Promise.promise();
    try {
      thread.execute(() -> carryOut(work, answer));
    } catch (RejectedExecutionException e) {
      answer.fail(e);
    }
    return answer.future();
  }

  private <T> void carryOut(Callable<T> work, Promise<T> answer) {
    Runnable told;
    try {
      T result = work.call();
      told = () -> answer.complete(result);
    } catch (Exception e) {
      told = () -> answer.fail(e);
    }
    Runnable tell = told;
    try {
      context.runOnContext(now -> tell.run());
    } catch (RejectedExecutionException e) {
      thread.shutdown();
      consumer.close(GOODBYE); // nobody is there any more; what is not committed is given again
    }
  }
}
