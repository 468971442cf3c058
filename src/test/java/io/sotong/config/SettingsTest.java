package io.sotong.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static JsonObject defaults() {
    try {
      return new JsonObject(Files.readString(Path.of("conf/sotong.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Settings load(String file, Map<String, String> environment) {
    Map<String, JsonObject> files = new LinkedHashMap<>();
    files.put("my.json", new JsonObject(file));
    return Settings.load(defaults(), files, environment);
  }

  @Test
  void theDefaultsAreValid() {
    assertThat(load("{}", Map.of()).api().port()).isEqualTo(8080);
  }

  @Test
  void aFileChangesOnlyWhatItNamesAndTheEnvironmentHasTheLastWord() {
    Settings settings =
        load(
            "{\"api\":{\"port\":1000},\"chat\":{\"port\":1001}}",
            Map.of(
                "SOTONG_CHAT_PORT", "2002", "SOTONG_CHAT_ALLOWED_ORIGINS", "http://a, http://b"));
    assertThat(settings.api().port()).isEqualTo(1000);
    assertThat(settings.api().host()).isEqualTo("0.0.0.0");
    assertThat(settings.chat().port()).isEqualTo(2002);
    assertThat(settings.chat().allowedOrigins()).containsExactly("http://a", "http://b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"api\":{\"prot\":1}} | my.json: there is no setting api.prot.",
        "{\"api\":{\"port\":\"x\"}} | my.json: api.port must be a whole number, not a text.",
        "{\"api\":{\"port\":70000}} | api.port must be 0 to 65535, not 70000.",
        "{\"api\":{\"port\":8081}} | api.port, chat.port and management.port must differ.",
        "{\"chat\":{\"port\":9090}} | api.port, chat.port and management.port must differ.",
        "{\"api\":7} | my.json: api must be a section, not a whole number.",
        "{\"profile\":\"cloud\"} | profile must be \"embedded\" or \"distributed\", not \"cloud\".",
        "{\"data\":\" \"} | data must name a directory.",
        "{\"cluster\":{\"members\":[\"a:1\"]}} | cluster.members must be empty on the embedded profile: its stores serve one node only.",
        "{\"chat\":{\"allowedOrigins\":[1]}} | chat.allowedOrigins must be a list of texts.",
        "{\"chat\":{\"publicUrl\":\"x y\"}} | chat.publicUrl must be a URL such as https://chat.example.org, not \"x y\".",
        "{\"node\":{\"capacity\":0}} | node.capacity must be above 0, not 0.",
        "{\"presence\":{\"timeoutMs\":9000}} | presence.timeoutMs must be at least twice presence.heartbeatMs.",
        "{\"push\":{\"contact\":\"me\"}} | push.contact must be a mailto: address or an https URL, not \"me\".",
        "{\"push\":{\"ownServices\":[\"https://a/b\"]}} | push.ownServices must hold origins such as https://push.example.org, not \"https://a/b\".",
        "{\"push\":{\"perSecond\":0}} | push.perSecond must be above 0, not 0.",
        "{\"push\":{\"apns\":{\"key\":\"a.p8\"}}} | push.apns needs key, keyId, teamId and topic, or none of them.",
        "{\"push\":{\"apns\":{\"key\":\"a.p8\",\"keyId\":\"A\",\"teamId\":\"B\",\"topic\":\"c\"}}} | push.apns.keyId and push.apns.teamId must each be ten capital letters and digits.",
        "{\"push\":{\"apns\":{\"key\":\"a.p8\",\"keyId\":\"ABCDE12345\",\"teamId\":\"ABCDE12345\",\"topic\":\"a b\"}}} | push.apns.topic must be the bundle id of an app such as org.example.chat, not \"a b\".",
        "{\"push\":{\"apns\":{\"server\":\"http://api.push.apple.com\"}}} | push.apns.server must be an origin such as https://push.example.org, not \"http://api.push.apple.com\".",
        "{\"push\":{\"apns\":{\"atOnce\":0}}} | push.apns.atOnce must be above 0, not 0.",
        "{\"push\":{\"fcm\":{\"server\":\"\"}}} | push.fcm.server must say where it is.",
        "{\"push\":{\"fcm\":{\"server\":\"https://a/b\"}}} | push.fcm.server must be an origin such as https://push.example.org, not \"https://a/b\".",
        "{\"push\":{\"fcm\":{\"perSecond\":-1}}} | push.fcm.perSecond must be above 0, not -1.",
        "{\"kafka\":{\"prefix\":\"a b\"}} | kafka.prefix may hold 64 letters, digits, dots, _ and -.",
        "{\"limits\":{\"sendsBurst\":99999999999}} | limits.sendsBurst is too large.",
      })
  void aWrongSettingIsRefusedInOneSentence(String file, String sentence) {
    assertThatThrownBy(() -> load(file, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(sentence);
  }

  @Test
  void aWrongVariableIsRefusedByItsOwnName() {
    assertThatThrownBy(() -> load("{}", Map.of("SOTONG_API_PORT", "eighty")))
        .hasMessage("SOTONG_API_PORT must be a whole number, not \"eighty\".");
  }

  @Test
  void pushOnTheDistributedProfileNeedsAQueue() {
    JsonObject roles = new JsonObject("{\"roles\":{\"a\":{\"push\":{}},\"b\":{\"router\":{}}}}");
    String servers =
        "{\"profile\":\"distributed\",\"cassandra\":{\"contactPoints\":[\"c:1\"]},"
            + "\"postgres\":{\"host\":\"p\"},\"redis\":{\"endpoints\":[\"r:1\"]}}";
    Settings settings = load(servers, Map.of());
    Plan.read("p", roles, "b").checkQueue(settings);
    Plan.read("p", roles, "a").checkQueue(load("{}", Map.of()));
    Plan.read("p", roles, "a").checkQueue(load(servers, Map.of("SOTONG_KAFKA_SERVERS", "k:1")));
    assertThatThrownBy(() -> Plan.read("p", roles, "a").checkQueue(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "kafka.servers must name a server where the kind push runs, on the distributed"
                + " profile.");
  }

  @Test
  void aNameInTheEnvironmentThatIsNoSettingIsRefused() {
    assertThatThrownBy(() -> load("{}", Map.of("SOTONG_API_PROT", "80")))
        .hasMessage("SOTONG_API_PROT in the environment: there is no such setting.");
    assertThat(load("{}", Map.of("SOTONG_ACCOUNTS_ARGON2_MEMORY_KIB", "64", "SOTONG_URL", "x")))
        .extracting(settings -> settings.accounts().argon2MemoryKiB())
        .isEqualTo(64);
  }

  @Test
  void everySettingStandsInTheReference() throws IOException {
    String reference = Files.readString(Path.of("conf/README.md"));
    for (Map.Entry<String, Object> section : defaults()) {
      if (section.getValue() instanceof JsonObject settings) {
        for (String setting : settings.fieldNames()) {
          assertThat(reference).contains('`' + section.getKey() + '.' + setting + '`');
        }
      } else {
        assertThat(reference).contains('`' + section.getKey() + '`');
      }
    }
  }

  @Test
  void aSecretIsNotPrinted() {
    assertThat(new Secret("hunter2").toString()).isEqualTo("[redacted]");
    assertThat(new Secret("").toString()).isEqualTo("[not set]");
  }

  @Test
  void theShippedPlanRunsEverythingByDefault() throws IOException {
    JsonObject file = new JsonObject(Files.readString(Path.of("verticles.json")));
    assertThat(Plan.read("verticles.json", file, "all").kinds()).containsOnlyKeys(Kind.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | p: \"roles\" must map roles to kinds.",
        "{\"roles\":{\"b\":{}}} | p: there is no role \"a\"; there are b.",
        "{\"roles\":{\"a\":{}}} | p: role a runs nothing.",
        "{\"roles\":{\"a\":{\"x\":{}}}} | p: role a names the kind \"x\"; there are presence, push, search, router, api, bridge.",
        "{\"roles\":{\"a\":{\"api\":{\"instances\":0}}}} | p: a.api.instances must be 1 to 64.",
        "{\"roles\":{\"a\":{\"api\":{\"count\":1}}}} | p: a.api: there is no setting count.",
        "{\"roles\":{\"a\":{\"api\":[]}}} | p: a.api must be a section.",
        "{\"roles\":{\"a\":{\"api\":{\"options\":1}}}} | p: a.api.options must be a section.",
        "{\"roles\":{\"a\":{\"push\":{\"instances\":2}}}} | p: a.push.instances must be 1: one reads the queue for its process.",
        "{\"roles\":{\"a\":{\"search\":{\"instances\":2}}}} | p: a.search.instances must be 1: one feeds the index for its process.",
        "{\"rolls\":{}} | p: there is no setting rolls.",
      })
  void aWrongPlanIsRefusedInOneSentence(String file, String sentence) {
    assertThatThrownBy(() -> Plan.read("p", new JsonObject(file), "a"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(sentence);
  }

  @Test
  void optionsOfAKindHoldForItsRole() {
    JsonObject file =
        new JsonObject(
            "{\"roles\":{\"a\":{\"bridge\":{\"options\":{\"port\":7}},\"router\":{\"instances\":2}}}}");
    Plan plan = Plan.read("p", file, "a");
    assertThat(plan.overrides()).isEqualTo(new JsonObject("{\"chat\":{\"port\":7}}"));
    assertThat(plan.kinds()).containsEntry(Kind.ROUTER, new Plan.Share(2, new JsonObject()));
  }
}
