package io.sotong.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.blackbox.Await;
import io.sotong.servers.BackingServices;
import io.sotong.servers.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies under load and comes back, every promise is kept. */
class NodesDieIT {
  private static final int PEOPLE = 6;
  private static final int MESSAGES_PER_SECOND = 6;
  private static final int GOES_ON = 20;
  private static final Duration GOES_ON_WITHIN = Duration.ofMinutes(2);
  private static final Duration TOGETHER_WITHIN = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofSeconds(40);

  @TempDir Path directory;
  private int faults;

  @Test
  void nothingIsLostDoubledOrOutOfOrderWhateverDies() {
    List<String> roles = List.of("all", "all", "edge");
    try (TestCluster cluster = TestCluster.start(directory, roles, Map.of());
        Talkers talkers = new Talkers(cluster, PEOPLE, List.of(0, 1))) {
      ScheduledFuture<?> talking = talkers.talk(MESSAGES_PER_SECOND);
      talkers.awaitAcknowledged(GOES_ON, GOES_ON_WITHIN);
      for (int i = 0; i < roles.size(); i++) {
        int node = i;
        fault(talkers, "kill -9 of node " + (i + 1), () -> cluster.node(node).restart());
      }
      fault(
          talkers,
          "40 s of silence of node 1",
          () -> {
            cluster.node(0).pause();
            Await.pass(PAUSE);
            cluster.node(0).resume();
          });
      cluster.cut();
      try {
        BackingServices backing = cluster.backing();
        for (Server server :
            List.of(backing.cassandra().get(1), backing.redis(), backing.postgres())) {
          fault(talkers, "kill -9 of " + server.name() + ", nodes cut off", server::restart);
        }
      } finally {
        cluster.mend();
      }
      fault(
          talkers,
          "nodes cut off from each other, and together again",
          () -> talkers.awaitLive(GOES_ON, TOGETHER_WITHIN));
      talking.cancel(false);

      Recordings all = talkers.settle("after " + faults + " faults");

      System.err.println("NodesDieIT: " + faults + " faults, " + talkers.figures(all));
      talkers.breaks().forEach(System.err::println);
      assertThat(all.violations()).isEmpty();
    }
  }

  /** Something dies and comes back, and people talk on. */
  private void fault(Talkers talkers, String what, Runnable fault) {
    int before = talkers.acknowledged();
    long began = System.nanoTime();
    fault.run();
    double over = (System.nanoTime() - began) / 1e9;
    int during = talkers.acknowledged() - before;
    talkers.awaitAcknowledged(GOES_ON, GOES_ON_WITHIN);
    faults++;
    System.err.printf(
        "NodesDieIT: %s: over after %.1f s, %d acknowledged meanwhile, all is well after %.1f s%n",
        what, over, during, (System.nanoTime() - began) / 1e9);
  }
}
