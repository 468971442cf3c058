package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as an operator finds it: its options, commands, refusals, and its end. */
class LaunchIT {
  /** Argon2 of {@code password}, as another program made it. */
  private static final String HASH_OF_PASSWORD =
      "$argon2id$v=19$m=1024,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$k/CHwIHWN/DMFIpEWqAKaG0QDKyrb3t8OfGqTiLnC3E";

  private static final int MISCONFIGURED = 2;

  @TempDir Path home = Path.of("");

  private Ended java(Map<String, String> environment, String... words) {
    return java(SotongProcess.jar(), environment, words);
  }

  private Ended java(Path jar, Map<String, String> environment, String... words) {
    return Ended.run(jar, home, environment, words);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text);
  }

  @Test
  void helpTellsEveryOption() throws Exception {
    Ended help = java(Map.of(), "--help");
    assertThat(help.code()).isZero();
    assertThat(help.text())
        .contains(
            "--role",
            "--conf",
            "--check",
            "--help",
            "import FILE",
            "token USER",
            "reindex",
            "push-dead");
  }

  @Test
  void checkPrintsWhatIsInForceAndStartsNothing() throws Exception {
    Path conf =
        file(
            "mine.json",
            """
            {"profile": "distributed", "cassandra": {"contactPoints": ["cassandra:9042"]},
             "postgres": {"host": "postgres", "password": "a secret"},
             "redis": {"endpoints": ["redis:6379"]}, "api": {"port": 18080}}
            """);
    Ended check =
        java(
            Map.of("SOTONG_CHAT_PORT", "18081"),
            "--check",
            "--role",
            "web",
            "--conf",
            conf.toString());
    assertThat(check.code()).as(check.text()).isZero();
    assertThat(check.text()).doesNotContain("a secret");
    JsonObject effective = new JsonObject(check.text());
    assertThat(effective.getJsonObject("api").getInteger("port")).isEqualTo(18080);
    assertThat(effective.getJsonObject("chat").getInteger("port")).isEqualTo(18081);
    assertThat(effective.getString("role")).isEqualTo("web");
    assertThat(effective.getJsonObject("runs").fieldNames()).containsExactly("api");
    assertThat(home.resolve("data")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--role nobody | there is no role \"nobody\"",
        "--conf missing.json | There is no file missing.json.",
        "--conf broken.json | broken.json is not JSON",
        "--conf unknown.json | there is no setting api.prot.",
        "--frobnicate | There is no option --frobnicate",
        "--role web | role web runs no router, and on the embedded profile there is no other node",
        "--role | --role needs a value",
        "import missing.ndjson | There is no file missing.ndjson.",
        "--replay | --replay goes with push-dead",
        "push-dead --role web --conf servers.json | kafka.servers must say where the pushes are",
        "--conf apns.json | push.apns.key: missing.p8 cannot be used",
        "--check --conf fcm.json | push.fcm.account: account.json cannot be used: IOException, not a service account, for it has no project_id.",
      })
  void aMisconfigurationIsRefusedInOneSentence(String words, String sentence) throws Exception {
    file("broken.json", "{");
    file("unknown.json", "{\"api\":{\"prot\":1}}");
    file(
        "servers.json",
        """
        {"profile": "distributed", "cassandra": {"contactPoints": ["c:9042"]},
         "postgres": {"host": "p"}, "redis": {"endpoints": ["r:6379"]}}
        """);
    file(
        "apns.json",
        """
        {"push": {"apns": {"key": "missing.p8", "keyId": "ABCDE12345", "teamId": "ABCDE12345",
         "topic": "org.example.chat"}}}
        """);
    file("fcm.json", "{\"push\":{\"fcm\":{\"account\":\"account.json\"}}}");
    file("account.json", "{\"private_key\": \"a secret\"}");
    Ended refused = java(Map.of(), words.split(" ", -1));
    assertThat(refused.code()).isEqualTo(MISCONFIGURED);
    assertThat(refused.text()).contains(sentence);
    assertThat(refused.lines()).as(refused.text()).hasSize(1);
  }

  @Test
  void filesBesideTheJarLieOverWhatIsInIt() throws Exception {
    Path jar = Path.of(System.getProperty("sotong.jar", "target/sotong.jar")).toAbsolutePath();
    Path copy = Files.copy(jar, home.resolve("sotong.jar"));
    Files.createDirectories(home.resolve("conf"));
    file("conf/sotong.json", "{\"api\":{\"port\":18080}}");
    file("verticles.json", "{\"roles\":{\"all\":{\"router\":{},\"api\":{\"instances\":3}}}}");
    JsonObject effective = new JsonObject(java(copy, Map.of(), "--check").text());
    assertThat(effective.getJsonObject("api").getInteger("port")).isEqualTo(18080);
    assertThat(effective.getJsonObject("runs").getInteger("api")).isEqualTo(3);
  }

  @Test
  void aSecondProcessOnTheSameStoresIsRefused() throws Exception {
    try (SotongProcess server = SotongProcess.start()) {
      Ended second =
          java(
              Map.of(
                  "SOTONG_DATA", server.home().resolve("data").toString(),
                  "SOTONG_API_PORT", "0",
                  "SOTONG_CHAT_PORT", "0",
                  "SOTONG_MANAGEMENT_PORT", "0"));
      assertThat(second.code()).isEqualTo(MISCONFIGURED);
      assertThat(second.lines()).as(second.text()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"api", "chat", "management"})
  void aPortThatIsTakenIsNamed(String door) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment = new HashMap<>();
      for (String each : List.of("API", "CHAT", "MANAGEMENT")) {
        environment.put("SOTONG_" + each + "_PORT", "0");
      }
      String setting = "SOTONG_" + door.toUpperCase(Locale.ROOT);
      environment.put(setting + "_PORT", Integer.toString(taken.getLocalPort()));
      environment.put(setting + "_HOST", "127.0.0.1");
      Ended ended = java(environment);
      assertThat(ended.code()).as(ended.text()).isEqualTo(MISCONFIGURED);
      assertThat(ended.text())
          .contains(
              door
                  + ".port is "
                  + taken.getLocalPort()
                  + ", a port that another program has taken.");
    }
  }

  @Test
  void aTokenIsPrintedForScriptsWhetherTheServiceRunsOrNot() throws Exception {
    try (SotongProcess server = SotongProcess.start()) {
      Person ann = server.sotong().signUp("ann");
      Map<String, String> where =
          Map.of(
              "SOTONG_DATA", server.home().resolve("data").toString(),
              "SOTONG_MANAGEMENT_PORT", Integer.toString(server.management().getPort()));
      Ended running = java(where, "token", ann.username());
      assertThat(running.code()).as(running.text()).isZero();
      server.sotong().api().as(running.text().strip()).get("/users/me").is(200);
      Ended nobody = java(where, "token", "nobody.there");
      assertThat(nobody.code()).isEqualTo(MISCONFIGURED);
      assertThat(nobody.text()).contains("There is no user nobody.there.");
      server.stop();
      assertThat(java(where, "push-dead").text()).isEqualTo("0 given up.\n");
      Ended stopped = java(where, "token", ann.username());
      assertThat(stopped.code()).as(stopped.text()).isZero();
      server.restart();
      server.sotong().api().as(stopped.text().strip()).get("/users/me").is(200);
    }
  }

  @Test
  void whatIsImportedCanBeUsed() throws Exception {
    Path lines =
        file(
            "team.ndjson",
            """
            {"type":"user","username":"minji"}
            {"type":"user","username":"junho","passwordHash":"%s"}
            {"type":"channel","key":"t","name":"Team","owner":"minji","members":["junho"]}
            {"type":"message","channel":"t","sender":"junho","body":"안녕","sentAt":"2020-01-02T03:04:05.678Z"}
            """
                .formatted(HASH_OF_PASSWORD));
    try (SotongProcess server = SotongProcess.prepare(Map.of(), List.of(), List.of())) {
      Map<String, String> where =
          Map.of(
              "SOTONG_DATA", server.home().resolve("data").toString(),
              "SOTONG_MANAGEMENT_PORT", Integer.toString(server.management().getPort()));
      Ended brought = java(where, "import", lines.toString());
      assertThat(brought.code()).as(brought.text()).isZero();
      assertThat(brought.text()).contains("4 lines brought in, 0 rejected");
      String token = java(where, "token", "minji").text().strip();
      server.run();
      JsonObject junho = new JsonObject().put("username", "junho").put("password", "password");
      server.sotong().api().post("/sessions", junho).is(201);
      JsonObject channel =
          server
              .sotong()
              .api()
              .as(token)
              .get("/channels")
              .is(200)
              .json()
              .getJsonArray("channels")
              .getJsonObject(0);
      assertThat(channel.getString("name")).isEqualTo("Team");
      assertThat(channel.getInteger("unreadCount")).isZero();
      assertThat(channel.getJsonObject("lastMessage").getString("sentAt"))
          .isEqualTo("2020-01-02T03:04:05.678Z");
      Api minji = server.sotong().api().as(token);
      awaitFound(minji);
      reindexes(where);
      awaitFound(minji);
      server.stop();
      reindexes(where);
      server.run();
      awaitFound(minji);
    }
  }

  private void reindexes(Map<String, String> where) throws Exception {
    Ended reindexed = java(where, "reindex");
    assertThat(reindexed.code()).as(reindexed.text()).isZero();
    assertThat(reindexed.text())
        .contains("] 1 of 1 messages")
        .contains("1 messages are in the search index.");
  }

  private static void awaitFound(Api api) {
    Await.until(
        "the imported message is found",
        Link.SOON,
        () -> api.get("/search?q=from:junho").is(200).text().contains("안녕"));
  }

  @Test
  void aDrainSendsSessionsAwayAndTakesNoMore() throws Exception {
    try (SotongProcess server = SotongProcess.start()) {
      Device ann = server.sotong().arrive("ann");
      try (ChatSocket socket = ChatSocket.open(ann.webSocket())) {
        socket.ask("hello", new JsonObject().put("token", ann.token())).get(10, TimeUnit.SECONDS);
        assertThat(server.stop()).isIn(0, 143);
        socket.isClosedWith(1012);
      }
    }
  }
}
