package io.sotong.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promises, over the real router. More seeds with {@code -Dsotong.simulation.seeds=N}, others
 * with {@code -Dsotong.simulation.first=N}.
 */
class SimulationTest {
  private static final long SEEDS = Long.getLong("sotong.simulation.seeds", 1_000);
  private static final long FIRST = Long.getLong("sotong.simulation.first", 0);

  @Test
  void everyPromiseIsKeptWhateverDies() {
    long messages = 0;
    long deliveries = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      Simulation simulation = new Simulation(seed, Mutant.NONE);
      assertThat(simulation.run()).as("seed %d", seed).isEmpty();
      messages += simulation.history().messages();
      deliveries += simulation.history().deliveries();
    }
    System.out.printf(
        "simulation: %,d seeds, %,d acknowledgements, %,d deliveries, 0 violations%n",
        SEEDS, messages, deliveries);
    assertThat(messages).isPositive();
  }

  @ParameterizedTest
  @EnumSource(value = Mutant.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aRuleLeftOutIsNoticed(Mutant mutant) {
    for (long seed = 0; seed < 3_000; seed++) {
      Set<String> violations = new Simulation(seed, mutant).run();
      if (!violations.isEmpty()) {
        System.out.printf("simulation: %s noticed at seed %d: %s%n", mutant, seed, violations);
        return;
      }
    }
    throw new AssertionError(mutant + " went unnoticed");
  }
}
