package io.sotong.store.embedded;

import static io.sotong.log.LogContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sotong.log.Cell;
import io.sotong.log.Outcome;
import io.sotong.log.Range;
import io.sotong.store.StoreRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a killed process, a torn file and a full disk leave of a {@link RocksLog}. */
class CrashTest {
  private static final int ROWS = 100;

  @TempDir Path directory;

  @Test
  void everyWriteThatWasAcknowledgedBeforeAKillIsThereAndWhole() throws Exception {
    long[] acknowledged = new long[StoreChild.THREADS];
    Process child = StoreChild.start(List.of(), "write", directory);
    try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
      int count = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && !words[1].isEmpty()) {
          acknowledged[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        }
        if (++count == 2_000) {
          child.toHandle().destroyForcibly(); // SIGKILL; what it said before is still read
        }
      }
      assertThat(count).isGreaterThanOrEqualTo(2_000);
    }
    try (RocksLog log = RocksLog.open(directory, RocksOptions.DEFAULTS)) {
      for (int own = 0; own < StoreChild.THREADS; own++) {
        List<List<Cell>> ranges =
            await(
                log.read(
                    List.of(
                        new Range(StoreChild.channel(own), 0, 100_000),
                        new Range(StoreChild.mailbox(own), 0, 100_000))));
        assertThat(ranges.get(0)).hasSizeGreaterThanOrEqualTo((int) acknowledged[own]);
        assertThat(ranges.get(0))
            .allMatch(
                row ->
                    row.value()
                        .equals(StoreChild.value(row.log().owner().charAt(1) - '0', row.seq())));
        assertThat(ranges.get(1)).hasSameSizeAs(ranges.get(0));
        assertThat(await(log.get(List.of(StoreChild.head(own)))))
            .containsExactly(ranges.get(0).size());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 150})
  void aLogCutShortOpensWithAllButTheLastWrite(int cut) throws Exception {
    Path log = written();
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, java.util.Arrays.copyOf(bytes, bytes.length - cut));
    assertThat(rowsAfterOpening()).isEqualTo(ROWS - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 150})
  void aLogWithASpoiltEndOpensWithAllButTheLastWrite(int fromEnd) throws Exception {
    Path log = written();
    flip(log, (int) Files.size(log) - fromEnd);
    assertThat(rowsAfterOpening()).isEqualTo(ROWS - 1);
  }

  @Test
  void aLogWithGarbageBehindItsEndOpensWithEveryWrite() throws Exception {
    Path log = written();
    byte[] garbage = new byte[5_000];
    new java.util.Random(7).nextBytes(garbage);
    Files.write(log, garbage, java.nio.file.StandardOpenOption.APPEND);
    assertThat(rowsAfterOpening()).isEqualTo(ROWS);
  }

  @Test
  void aRecoveredStoreTakesWritesAndOpensAgain() throws Exception {
    Path log = written();
    flip(log, (int) Files.size(log) - 30);
    try (RocksLog store = RocksLog.open(directory, RocksOptions.DEFAULTS)) {
      assertThat(await(store.write(List.of(StoreChild.write(0, ROWS))).get(0).gate()))
          .isEqualTo(Outcome.STORED);
    }
    assertThat(rowsAfterOpening()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.98})
  void aLogDamagedBeforeItsEndIsRefusedInOneSentence(double where) throws Exception {
    Path log = written();
    flip(log, (int) (Files.size(log) * where));
    assertThatThrownBy(() -> RocksLog.open(directory, RocksOptions.DEFAULTS).close())
        .isInstanceOf(StoreRefusal.class)
        .hasMessageStartingWith("the store in " + directory + " is damaged");
  }

  @Test
  void aSecondProcessIsRefusedInOneSentence() throws Exception {
    try (RocksLog log = RocksLog.open(directory, RocksOptions.DEFAULTS)) {
      Process second = StoreChild.start(List.of(), "open", directory);
      assertThat(said(second)).containsExactly(inUse());
      assertThatThrownBy(() -> RocksLog.open(directory, RocksOptions.DEFAULTS))
          .isInstanceOf(StoreRefusal.class)
          .hasMessage(inUse());
      assertThat(await(log.write(List.of(StoreChild.write(0, 1))).get(0).gate()))
          .isEqualTo(Outcome.STORED);
    }
  }

  private String inUse() {
    return "another process uses the store in "
        + directory
        + ": stop it, or name another directory";
  }

  /** On a file system of its own, for which Linux must let users make one. */
  @Test
  void aFullDiskFailsWritesLosesNothingAndIsForgottenOnceThereIsRoom() throws Exception {
    String mount = "mount -t tmpfs -o size=60m tmpfs " + directory;
    assumeTrue(works("unshare", "-Urm", "sh", "-c", mount), "no file system can be mounted here");
    Process child =
        StoreChild.start(
            List.of("unshare", "-Urm", "sh", "-c", mount + " && exec \"$@\"", "sh"),
            "fill",
            directory);
    assertThat(said(child))
        .filteredOn(line -> !line.contains(" io.sotong.") && !line.contains(" i.s.s.e."))
        .containsExactly("full", "readable true", "again true", "complete true", "reopened true");
  }

  private static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> said(Process child) throws IOException {
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      return new ArrayList<>(lines.lines().toList());
    }
  }

  /** Writes rows one by one, each a batch of its own, and names the write-ahead log they are in. */
  private Path written() throws IOException {
    try (RocksLog log = RocksLog.open(directory, RocksOptions.DEFAULTS)) {
      for (long seq = 1; seq <= ROWS; seq++) {
        await(log.write(List.of(StoreChild.write(0, seq))).get(0).gate());
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.comparingLong(file -> file.toFile().length()))
          .orElseThrow();
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
  }

  private int rowsAfterOpening() {
    try (RocksLog log = RocksLog.open(directory, RocksOptions.DEFAULTS)) {
      List<List<Cell>> found =
          await(
              log.read(
                  List.of(
                      new Range(StoreChild.channel(0), 0, 1_000),
                      new Range(StoreChild.mailbox(0), 0, 1_000))));
      assertThat(found.get(1)).hasSameSizeAs(found.get(0));
      return found.get(0).size();
    }
  }
}
