package io.sotong.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.store.embedded.RocksLog;
import io.sotong.store.embedded.RocksOptions;
import io.sotong.store.sql.SqlImport;
import io.sotong.store.sql.SqlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final long NOW_MS = 1_900_000_000_000L;

  @TempDir Path directory = Path.of("");

  private final Vertx vertx = Vertx.vertx();
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private RocksLog log = RocksLog.open(freshDirectory(), RocksOptions.DEFAULTS);
  private SqlStore sql = open(freshDirectory());

  private static Path freshDirectory() {
    try {
      return Files.createTempDirectory("import");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private SqlStore open(Path path) {
    return done(SqlStore.openSqlite(vertx, path));
  }

  @BeforeEach
  void open() throws Exception {
    log.close();
    done(sql.close());
    log = RocksLog.open(directory.resolve("log"), RocksOptions.DEFAULTS);
    sql = open(directory.resolve("accounts"));
  }

  @AfterEach
  void close() {
    log.close();
    done(sql.close());
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private Import.Result bring(Path file) throws Exception {
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    return new Import(new SqlImport(sql), log, directory.resolve("progress"), out, NOW_MS)
        .run(file);
  }

  private Path file(String... lines) throws Exception {
    return Files.write(directory.resolve("file.ndjson"), List.of(lines));
  }

  private List<MessageRow> history(ChannelId channel) {
    List<Cell> cells = done(log.read(List.of(new Range(LogId.channel(channel), 0, 10_000)))).get(0);
    return cells.stream().map(cell -> MessageRow.decode(cell.value())).toList();
  }

  private long register(Register register) {
    return done(log.get(List.of(register)))[0];
  }

  @Test
  void whatIsBroughtInIsThereWithItsTimes() throws Exception {
    Import.Result result =
        bring(
            file(
                "{\"type\":\"user\",\"username\":\"minji\",\"displayName\":\"민지\"}",
                "{\"type\":\"user\",\"username\":\"junho\"}",
                "{\"type\":\"user\",\"username\":\"sora\"}",
                "{\"type\":\"friendship\",\"a\":\"minji\",\"b\":\"junho\"}",
                "{\"type\":\"channel\",\"key\":\"team\",\"name\":\"Team\",\"owner\":\"minji\",\"members\":[\"junho\"]}",
                "{\"type\":\"membership\",\"channel\":\"team\",\"username\":\"sora\"}",
                "{\"type\":\"message\",\"channel\":\"team\",\"sender\":\"minji\",\"body\":\"안녕\",\"sentAt\":\"2020-01-02T03:04:05Z\"}",
                "{\"type\":\"message\",\"channel\":\"team\",\"sender\":\"sora\",\"body\":\"hi\"}"));
    assertThat(result).isEqualTo(new Import.Result(8, 0, 0));
    ChannelId team = ChunkImport.id("team");
    Map<String, UserId> ids = done(new SqlImport(sql).userIds(Set.of("minji", "junho", "sora")));
    assertThat(done(new SqlImport(sql).members(Set.of(team))))
        .containsEntry(team, List.of(ids.get("minji"), ids.get("junho"), ids.get("sora")));
    List<MessageRow> rows = history(team);
    assertThat(rows).extracting(MessageRow::body).containsExactly("안녕", "hi");
    assertThat(rows)
        .extracting(MessageRow::sentAtMs)
        .containsExactly(Instant.parse("2020-01-02T03:04:05Z").toEpochMilli(), NOW_MS);
    assertThat(register(Register.channelHead(team))).isEqualTo(2);
    assertThat(register(Register.fannedOut(team))).isEqualTo(2);
    assertThat(register(Register.channelVersion(team))).isEqualTo(1);
    assertThat(register(Register.readMarker(team, Objects.requireNonNull(ids.get("junho")))))
        .isEqualTo(2);
  }

  @Test
  void aRejectedLineIsToldByItsNumberAndTheOthersGoOn() throws Exception {
    Import.Result result =
        bring(
            file(
                "{\"type\":\"user\",\"username\":\"minji\"}",
                "not json",
                "{\"type\":\"user\",\"username\":\"X\"}",
                "{\"type\":\"car\"}",
                "{\"type\":\"friendship\",\"a\":\"minji\",\"b\":\"nobody\"}",
                "{\"type\":\"channel\",\"key\":\"k\",\"name\":\"K\",\"owner\":\"minji\"}",
                "{\"type\":\"message\",\"channel\":\"k\",\"sender\":\"minji\",\"body\":\"\"}",
                "{\"type\":\"message\",\"channel\":\"no\",\"sender\":\"minji\",\"body\":\"x\"}",
                "{\"type\":\"message\",\"channel\":\"k\",\"sender\":\"minji\",\"body\":\"x\",\"sentAt\":\"soon\"}",
                "{\"type\":\"user\",\"username\":7}",
                "{\"type\":\"user\",\"username\":\"juno\",\"passwordHash\":\"5f4dcc3b5aa7\"}",
                "{\"type\":\"message\",\"channel\":\"k\",\"sender\":\"minji\",\"body\":\"fine\"}"));
    assertThat(result).isEqualTo(new Import.Result(3, 9, 0));
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("line 2: it is not a JSON object")
        .contains("line 3: username must be 3 to 32 of a-z 0-9 _ .")
        .contains("line 4: there is no type \"car\"")
        .contains("line 5: there is no user nobody")
        .contains("line 7: the body is empty")
        .contains("line 8: there is no channel no")
        .contains("line 9: sentAt is not a time such as 2026-01-31T12:00:00Z")
        .contains("line 10:")
        .contains("line 11: passwordHash is not Argon2");
    assertThat(history(ChunkImport.id("k"))).hasSize(1);
  }

  @Test
  void anImportThatWasCutOffGoesOnAndDoublesNothing() throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("{\"type\":\"user\",\"username\":\"minji\"}");
    lines.add("{\"type\":\"channel\",\"key\":\"k\",\"name\":\"K\",\"owner\":\"minji\"}");
    for (int i = 0; i < 2_500; i++) {
      lines.add(
          "{\"type\":\"message\",\"channel\":\"k\",\"sender\":\"minji\",\"body\":\"m" + i + "\"}");
    }
    Path file = file(lines.toArray(String[]::new));
    bring(file);
    Files.writeString(directory.resolve("progress"), "1000"); // as if it had died after a chunk
    Import.Result again = bring(file);
    assertThat(again.before()).isEqualTo(1_000);
    List<MessageRow> rows = history(ChunkImport.id("k"));
    assertThat(rows).hasSize(2_500);
    assertThat(rows).extracting(MessageRow::body).doesNotHaveDuplicates();
    assertThat(bring(file)).isEqualTo(new Import.Result(0, 0, 2_502));
  }

  @Test
  void tenThousandUsersWithChannelsComeIn() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      lines.add(new JsonObject().put("type", "user").put("username", "user" + i).encode());
    }
    for (int i = 0; i < 1_000; i++) {
      JsonArray members = new JsonArray();
      for (int j = 0; j < 10; j++) {
        members.add("user" + (i * 10 + j));
      }
      JsonObject channel =
          new JsonObject()
              .put("type", "channel")
              .put("key", "c" + i)
              .put("name", "Channel")
              .put("owner", "user" + i * 10)
              .put("members", members);
      lines.add(channel.encode());
      lines.add(
          new JsonObject()
              .put("type", "message")
              .put("channel", "c" + i)
              .put("sender", "user" + i * 10)
              .put("body", "hello")
              .encode());
    }
    long start = System.nanoTime();
    assertThat(bring(file(lines.toArray(String[]::new))))
        .isEqualTo(new Import.Result(12_000, 0, 0));
    System.out.printf("import: 12,000 lines in %.1f s%n", (System.nanoTime() - start) / 1e9);
  }
}
