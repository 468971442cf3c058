package io.sotong.store.kafka;

import io.sotong.push.Retry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.NewTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics of the queue: new wake-ups, one topic for each length of time that a failed one waits,
 * and dead letters. In a topic of one length what came first is due first, so a reader that waits
 * for the head of it makes nobody else wait longer than that length.
 */
record Topics(KafkaPushOptions options) {
  private static final Duration KEPT = Duration.ofDays(7);
  private static final Duration DEAD_KEPT = Duration.ofDays(90);

  String fresh() {
    return options.prefix() + "push";
  }

  /** For what has failed {@code failures} times, 1 or more. */
  String retry(int failures) {
    return fresh() + ".retry." + failures;
  }

  String dead() {
    return fresh() + ".dead";
  }

  /** Those from which wake-ups are given out. */
  List<String> live() {
    List<String> live = new ArrayList<>(List.of(fresh()));
    IntStream.range(1, options.retry().attempts()).mapToObj(this::retry).forEach(live::add);
    return live;
  }

  /**
   * How many failures' time to wait: that of the failures themselves, or as long as was asked for,
   * as far as there is a topic so long.
   */
  int level(int failures, long askedMs) {
    Retry retry = options.retry();
    int level = failures;
    while (level < retry.attempts() - 1 && retry.delayMs(level) < askedMs) {
      level++;
    }
    return level;
  }

  /** Makes those that are not there. */
  Future<Void> make(Vertx vertx) {
    KafkaAdminClient admin =
        KafkaAdminClient.create(
            vertx,
            Map.of(
                "bootstrap.servers",
                options.servers(),
                "default.api.timeout.ms",
                "10000",
                "request.timeout.ms",
                "10000"));
    List<NewTopic> topics = new ArrayList<>();
    for (String name : live()) {
      topics.add(topic(name, name.equals(fresh()) ? options.partitions() : 1, KEPT));
    }
    topics.add(topic(dead(), 1, DEAD_KEPT));
    return Future.all(topics.stream().map(topic -> make(admin, topic)).toList())
        .<Void>mapEmpty()
        .eventually(admin::close);
  }

  private static Future<Void> make(KafkaAdminClient admin, NewTopic topic) {
    return admin
        .createTopics(List.of(topic))
        .recover(
            cause ->
                cause instanceof TopicExistsException
                    ? Future.succeededFuture()
                    : Future.failedFuture(cause));
  }

  private NewTopic topic(String name, int partitions, Duration kept) {
    return new NewTopic(name, partitions, (short) options.replicas())
        .setConfig(
            Map.of(
                "retention.ms",
                Long.toString(kept.toMillis()),
                "min.insync.replicas",
                options.replicas() >= 3 ? "2" : "1"));
  }
}
