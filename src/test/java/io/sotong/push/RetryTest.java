package io.sotong.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final Retry retry = new Retry(1_000, 60_000, 5);

  @Test
  void theTimeDoublesAndHasAnEnd() {
    assertThat(retry.delayMs(1)).isEqualTo(1_000);
    assertThat(retry.delayMs(2)).isEqualTo(2_000);
    assertThat(retry.delayMs(6)).isEqualTo(32_000);
    assertThat(retry.delayMs(7)).isEqualTo(60_000);
    assertThat(retry.delayMs(1_000)).isEqualTo(60_000);
    assertThat(new Retry(Long.MAX_VALUE / 3, Long.MAX_VALUE, 5).delayMs(50)).isPositive();
  }

  @Test
  void chanceTakesAtMostAQuarterAndNotAlwaysTheSame() {
    Random dice = new Random(7);
    assertThat(dice.longs(1_000).map(any -> Retry.shortened(1_000, dice)))
        .allMatch(delay -> delay > 750 && delay <= 1_000)
        .hasSizeGreaterThan(100);
    assertThat(Retry.shortened(1_000, dice)).isNotEqualTo(Retry.shortened(1_000, dice));
  }

  @Test
  void itIsHopelessAfterTheLastAttempt() {
    assertThat(retry.isHopeless(4)).isFalse();
    assertThat(retry.isHopeless(5)).isTrue();
  }

  @Test
  void aFailureMayAskForTime() {
    assertThat(Retry.askedMs(new ChatException(ErrorCode.UNAVAILABLE, "later", 7_000)))
        .isEqualTo(7_000);
    assertThat(Retry.askedMs(new IllegalStateException())).isZero();
  }
}
