package io.sotong.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceSweepTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long TIMEOUT = 30_000;
  private static final long REPORT = 600;

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "29_999, false",
    "30_000, false", // the last beat may still be on its way
    "30_599, false",
    "30_600, true",
    "30_601, true",
    "86_400_000, true",
    "-5_000, false", // by a clock that is ahead
  })
  void aDeviceIsSilentOnceNoBeatOfItsLastThirtySecondsCanBeOnItsWay(String ago, boolean silent) {
    Seen seen = seen(1, NOW - Long.parseLong(ago.replace("_", "")));
    assertThat(PresenceSweep.silent(List.of(seen), NOW, TIMEOUT, REPORT))
        .isEqualTo(silent ? List.of(seen) : List.of());
  }

  @Test
  void theSilentKeepTheirOrder() {
    List<Seen> table =
        List.of(seen(1, NOW - 90_000), seen(2, NOW), seen(3, NOW - 60_000), seen(4, NOW - 31_000));
    assertThat(PresenceSweep.silent(table, NOW, TIMEOUT, REPORT))
        .containsExactly(table.get(0), table.get(2), table.get(3));
  }

  /**
   * Bridges report beats up to 500 ms late, sweeps come every 250 ms: whoever falls silent is found
   * 30 to 31 s after the last beat, and nobody who beats every 5 s ever is.
   */
  @Test
  void whateverTheTimesSilenceIsFoundWithinASecondAndNeverBefore() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      long lastBeat = NOW + random.nextInt(20_000);
      List<long[]> reports = new ArrayList<>(); // when it is known, and the beat
      long beat = NOW;
      while (beat <= lastBeat) {
        reports.add(new long[] {beat + random.nextInt(501), beat});
        beat += 1 + random.nextInt(5_000);
      }
      long last = reports.get(reports.size() - 1)[1];
      long found = 0;
      for (long sweep = NOW + random.nextInt(250) + 501; found == 0; sweep += 250) {
        long now = sweep;
        long known =
            reports.stream()
                .filter(one -> one[0] <= now)
                .mapToLong(one -> one[1])
                .max()
                .orElse(NOW);
        if (!PresenceSweep.silent(List.of(seen(1, known)), now, TIMEOUT, REPORT).isEmpty()) {
          found = now;
        }
      }
      assertThat(found - last).as("seed %d", seed).isBetween(30_000L, 31_000L);
    }
  }

  private static Seen seen(int user, long beatMs) {
    return new Seen(new UserId("u" + user), new DeviceId("d"), beatMs);
  }
}
