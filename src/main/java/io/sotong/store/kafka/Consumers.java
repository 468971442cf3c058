package io.sotong.store.kafka;

import io.sotong.push.Attempt;
import io.sotong.wire.WireReader;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How topics are read: with Kafka's own client, each consumer on one thread. The one of Vert.x
 * comes back to life, on a second thread, when it is asked something while it closes, and then
 * never says that it is closed; ADR 11.
 */
final class Consumers {
  private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

  private Consumers() {}

  /** One that commits when it is told to, and begins at the beginning. */
  static Consumer<String, byte[]> open(KafkaPushOptions options, String group, int atOnce) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            options.servers(),
            "group.id",
            group,
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest",
            "partition.assignment.strategy",
            CooperativeStickyAssignor.class.getName(),
            "session.timeout.ms",
            10_000,
            "heartbeat.interval.ms",
            2_000,
            "default.api.timeout.ms",
            10_000,
            "request.timeout.ms",
            10_000,
            "max.poll.records",
            atOnce),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Empty for what another release wrote: nobody can wait for it, the log goes on. */
  static Optional<Attempt> read(byte[] value) {
    try {
      return Optional.of(Attempt.CODEC.read(new WireReader(Buffer.buffer(value))));
    } catch (IllegalArgumentException e) {
      LOG.warn("a wake-up of another release is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
