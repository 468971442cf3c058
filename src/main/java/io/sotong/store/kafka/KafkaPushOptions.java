package io.sotong.store.kafka;

import io.sotong.push.Retry;

/**
 * Where and how the queue is kept.
 *
 * @param servers {@code host:port,host:port}
 * @param prefix before the name of each topic and group, so that clusters may share a Kafka; may be
 *     empty
 * @param partitions of the topic of new wake-ups: at most so many nodes push at a time
 * @param replicas copies of each record; with 3 or more, two must have it before it counts
 * @param inHand given to one node's pusher at a time
 * @param sending beyond so many wake-ups that Kafka has not yet taken, the next is refused
 */
public record KafkaPushOptions(
    String servers,
    String prefix,
    int partitions,
    int replicas,
    int inHand,
    int sending,
    Retry retry) {
  /** One server's, for a laptop: no second copy. */
  public static KafkaPushOptions of(String servers) {
    return new KafkaPushOptions(servers, "", 6, 1, 64, 20_000, Retry.DEFAULTS);
  }
}
