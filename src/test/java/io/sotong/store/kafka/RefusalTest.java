package io.sotong.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Which of Kafka's refusals a start waits out. */
class RefusalTest {
  private static boolean passes(Throwable cause) {
    return KafkaPushQueue.refusal(KafkaPushOptions.of("kafka:9092"), cause).isPassing();
  }

  @Test
  void aBrokerThatIsAwayOrTheFirstOfSeveralIsWaitedFor() {
    assertThat(passes(new TimeoutException("timed out waiting for a node assignment"))).isTrue();
    assertThat(passes(new InvalidReplicationFactorException("3 larger than 1"))).isTrue();
  }

  @Test
  void whatOnlyTheOperatorCanMendIsNot() {
    assertThat(passes(new ClusterAuthorizationException("no"))).isFalse();
    assertThat(passes(new KafkaException("no resolvable bootstrap urls"))).isFalse();
  }

  @Test
  void theServersAreNamed() {
    assertThat(
            KafkaPushQueue.refusal(KafkaPushOptions.of("kafka:9092"), new TimeoutException("late")))
        .hasMessage("Kafka at kafka:9092 cannot be used: late");
  }
}
