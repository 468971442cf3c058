package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.store.StoreRefusal;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process leaves of the embedded database: every commit that was answered. */
class SqliteCrashTest {
  private static final int KILLS = 4;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void everyCommitThatWasAnsweredBeforeAKillIsThereAndWhole() throws Exception {
    int[] last = new int[SqliteChild.CHAINS];
    for (int kill = 1; kill <= KILLS; kill++) {
      int[] answered = answeredBeforeAKill(last, 97 * kill);
      last = whole();
      for (int chain = 0; chain < SqliteChild.CHAINS; chain++) {
        assertThat(last[chain])
            .as("chain %s, kill %s", chain, kill)
            .isBetween(answered[chain], answered[chain] + 1);
      }
    }
  }

  private int[] answeredBeforeAKill(int[] last, int count) throws Exception {
    int[] answered = last.clone();
    Process child = SqliteChild.start(directory, last);
    try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
      int heard = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && !words[1].isEmpty()) { // the last line may be cut
          answered[Integer.parseInt(words[0])] = Integer.parseInt(words[1]);
        }
        if (++heard == count) {
          child.toHandle().destroyForcibly(); // SIGKILL; what it said before is still read
        }
      }
      assertThat(heard).isGreaterThanOrEqualTo(count);
    }
    return answered;
  }

  /** The last transaction of each chain; every one up to it is there with both of its rows. */
  private int[] whole() {
    SqlStore store = await(SqlStore.openSqlite(vertx, directory));
    Set<String> names =
        new HashSet<>(
            await(store.list(row -> row.getString("name"), "SELECT name FROM installation_key")));
    int[] last = new int[SqliteChild.CHAINS];
    int seen = 0;
    for (int chain = 0; chain < SqliteChild.CHAINS; chain++) {
      while (names.contains(SqliteChild.name(chain, last[chain] + 1, "a"))
          && names.contains(SqliteChild.name(chain, last[chain] + 1, "b"))) {
        last[chain]++;
        seen += 2;
      }
    }
    assertThat(seen).isEqualTo(names.size());
    await(store.close());
    return last;
  }

  @Test
  void aDatabaseOfAnOlderVersionIsRefusedInOneSentence() throws Exception {
    Path older = Files.createFile(directory.resolve("accounts.mv.db"));
    assertThatThrownBy(() -> await(SqlStore.openSqlite(vertx, directory)))
        .isInstanceOf(StoreRefusal.class)
        .hasMessage(
            older + " is of an older version, which this one cannot read: name another directory.");
  }
}
