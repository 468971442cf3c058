package io.sotong.store.kafka;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.Attempt;
import io.sotong.wire.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import io.vertx.kafka.client.producer.KafkaProducerRecord;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts attempts into topics: all replicas in sync have one before it counts. Any thread. */
final class Sender {
  private static final long GOODBYE_MS = 5_000;

  private final KafkaProducer<String, byte[]> producer;
  private final int limit;
  private final AtomicInteger sending = new AtomicInteger();

  Sender(Vertx vertx, KafkaPushOptions options) {
    limit = options.sending();
    producer =
        KafkaProducer.create(
            vertx,
            Map.of(
                "bootstrap.servers", options.servers(),
                "key.serializer", StringSerializer.class.getName(),
                "value.serializer", ByteArraySerializer.class.getName(),
                "acks", "all",
                "enable.idempotence", "true",
                "buffer.memory", "16777216",
                "max.block.ms", "5000",
                "request.timeout.ms", "10000",
                "delivery.timeout.ms", "120000",
                "linger.ms", "5"));
    // Every send tells its own failure; without a handler it would be logged as an accident too.
    producer.exceptionHandler(told -> {});
  }

  /** Durable once it completes; {@code unavailable}, and then it may be there all the same. */
  Future<Void> send(String topic, Attempt attempt) {
    if (sending.incrementAndGet() > limit) {
      sending.decrementAndGet();
      return Future.failedFuture(unavailable("too many wait for Kafka"));
    }
    WireWriter out = new WireWriter(128);
    Attempt.CODEC.write(out, attempt);
    return producer
        .send(
            KafkaProducerRecord.create(
                topic, attempt.wakeUp().user().value(), out.toBuffer().getBytes()))
        .onComplete(sent -> sending.decrementAndGet())
        .<Void>mapEmpty()
        .recover(
            cause ->
                Future.failedFuture(unavailable("Kafka does not take it: " + cause.getMessage())));
  }

  /** What is on its way is given a moment. */
  Future<Void> close() {
    return producer.close(GOODBYE_MS);
  }

  private static ChatException unavailable(String why) {
    return new ChatException(ErrorCode.UNAVAILABLE, why, 1_000);
  }
}
