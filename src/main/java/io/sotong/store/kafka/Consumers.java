package io.sotong.store.kafka;

import io.sotong.push.Attempt;
import io.sotong.wire.WireReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How topics are read. */
final class Consumers {
  private static final Logger LOG = LoggerFactory.getLogger(Consumers.class);

  private Consumers() {}

  /** One that commits when it is told to, and begins at the beginning. */
  static KafkaConsumer<String, byte[]> open(
      Vertx vertx, KafkaPushOptions options, String group, int atOnce) {
    return KafkaConsumer.create(
        vertx,
        Map.of(
            "bootstrap.servers",
            options.servers(),
            "group.id",
            group,
            "key.deserializer",
            StringDeserializer.class.getName(),
            "value.deserializer",
            ByteArrayDeserializer.class.getName(),
            "enable.auto.commit",
            "false",
            "auto.offset.reset",
            "earliest",
            "partition.assignment.strategy",
            CooperativeStickyAssignor.class.getName(),
            "session.timeout.ms",
            "10000",
            "heartbeat.interval.ms",
            "2000",
            "max.poll.records",
            Integer.toString(atOnce)));
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
