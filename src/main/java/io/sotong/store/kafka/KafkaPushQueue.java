package io.sotong.store.kafka;

import io.sotong.push.Attempt;
import io.sotong.push.PushQueue;
import io.sotong.push.WakeUp;
import io.sotong.store.StoreRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The port {@link PushQueue} over Kafka, shared by all nodes: each partition's wake-ups are given
 * to one node at a time, and to another when that has gone.
 *
 * <p>What nobody has pushed for 7 days is forgotten, a dead letter after 90.
 */
public final class KafkaPushQueue implements PushQueue {
  private final Vertx vertx;
  private final Topics topics;
  private final Sender sender;
  private final DeadLetters deadLetters;
  private final Giving giving;
  private final InstantSource clock;

  private KafkaPushQueue(Vertx vertx, Topics topics, InstantSource clock, RandomGenerator dice) {
    this.vertx = vertx;
    this.topics = topics;
    this.clock = clock;
    sender = new Sender(vertx, topics.options());
    deadLetters = new DeadLetters(vertx, topics.options(), topics);
    giving = new Giving(vertx, topics, sender, clock, dice);
  }

  /**
   * Makes the topics if they are not there; fails with {@link StoreRefusal} if that cannot be done.
   */
  public static Future<KafkaPushQueue> open(
      Vertx vertx, KafkaPushOptions options, InstantSource clock, RandomGenerator dice) {
    Topics topics = new Topics(options);
    return Future.succeededFuture()
        .compose(begin -> topics.make(vertx))
        .map(made -> new KafkaPushQueue(vertx, topics, clock, dice))
        .recover(cause -> Future.failedFuture(refusal(options, cause)));
  }

  /** A broker that is away or too slow may be back, and one of too few may have been the first. */
  static StoreRefusal refusal(KafkaPushOptions options, Throwable cause) {
    String sentence = "Kafka at " + options.servers() + " cannot be used: " + cause.getMessage();
    return cause instanceof RetriableException || cause instanceof InvalidReplicationFactorException
        ? StoreRefusal.passing(sentence)
        : new StoreRefusal(sentence);
  }

  @Override
  public Future<Void> enqueue(WakeUp wakeUp) {
    return sender.send(topics.fresh(), Attempt.first(wakeUp, clock.millis()));
  }

  @Override
  public Future<Void> consume(Pusher pusher) {
    return giving.begin(vertx.getOrCreateContext(), pusher);
  }

  @Override
  public Future<List<Attempt>> dead(int limit) {
    return deadLetters.oldest(limit);
  }

  @Override
  public Future<Integer> replay(int limit) {
    return deadLetters.take(limit, letter -> enqueue(letter.wakeUp()));
  }

  @Override
  public Figures figures() {
    return giving.figures();
  }

  @Override
  public Future<Void> close() {
    return giving.end().transform(ended -> sender.close());
  }
}
