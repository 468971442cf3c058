package io.sotong.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.config.Kind;
import io.sotong.config.Profile;
import io.sotong.config.Settings;
import io.sotong.launch.Arguments.Action;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What {@code docker/} says is what {@code conf/} and {@code verticles.json} say. */
class DockerTest {
  private static final Path CONF = Path.of("conf", "cluster.json");

  private JsonObject services = new JsonObject();
  private String image = "";

  @BeforeEach
  void read() throws IOException {
    Map<String, Object> compose = new Yaml().load(Files.readString(Path.of("docker/compose.yaml")));
    services = new JsonObject(compose).getJsonObject("services");
    image = Files.readString(Path.of("docker", "Dockerfile"));
  }

  @Test
  void everyHostOfTheSettingsIsAServiceAndNoServiceIsWithoutUse() {
    Settings settings = node("node1").settings();
    Set<String> named = new TreeSet<>();
    Stream.of(
            settings.cluster().members(),
            settings.backends().cassandra().contactPoints(),
            settings.backends().redis().endpoints(),
            settings.backends().kafka().servers())
        .flatMap(List::stream)
        .forEach(each -> named.add(each.split(":", 2)[0]));
    named.add(settings.backends().postgres().host());

    assertThat(named).isEqualTo(new TreeSet<>(services.fieldNames()));
  }

  @Test
  void theNodesTogetherRunEveryKindThatARoleRuns() {
    Set<String> run = new TreeSet<>();
    nodes()
        .forEach(name -> node(name).plan().kinds().keySet().forEach(kind -> run.add(kind.text())));
    Set<String> all = new TreeSet<>();
    Arguments everything = new Arguments(new Action.Run(), "all", Optional.empty(), false);
    Effective.read(everything, Path.of(""), Map.of())
        .plan()
        .kinds()
        .keySet()
        .forEach(kind -> all.add(kind.text()));
    all.remove(Kind.SEARCH.text()); // the distributed profile has no index yet

    assertThat(run).isEqualTo(all);
    assertThat(nodes().stream().map(name -> node(name).plan().role()).distinct()).hasSize(3);
  }

  @Test
  void eachNodeReadsTheSettingsThatAreInItsImageAndKeepsItsOwnPrivateAddress() {
    Set<String> addresses = new TreeSet<>();
    for (String name : nodes()) {
      Effective node = node(name);
      String address = node.settings().cluster().host();
      assertThat(node.settings().profile()).isEqualTo(Profile.DISTRIBUTED);
      assertThat(address)
          .isEqualTo(
              service(name)
                  .getJsonObject("networks")
                  .getJsonObject("private")
                  .getString("ipv4_address"));
      PrivateAddress.check(address);
      addresses.add(address);
    }
    assertThat(addresses).hasSize(nodes().size());
    assertThat(image).contains("COPY " + CONF + ' ' + CONF);
  }

  @Test
  void eachNodeHasTheKeysOfItsOwnName() {
    Settings.Tls tls = node("node1").settings().cluster().tls();
    for (String name : nodes()) {
      assertThat(service(name).getJsonArray("volumes"))
          .containsExactlyInAnyOrder(
              "./keys/" + name + ".pem:/opt/sotong/" + tls.certificate() + ":ro",
              "./keys/" + name + ".key:/opt/sotong/" + tls.key() + ":ro",
              "./keys/authority.pem:/opt/sotong/" + tls.authority() + ":ro");
    }
  }

  @Test
  void thePortsOfThePublicSideAreOpenWhereTheyAreServed() {
    for (String name : nodes()) {
      Effective node = node(name);
      Set<String> open = new TreeSet<>();
      node.plan()
          .kinds()
          .keySet()
          .forEach(
              kind -> {
                switch (kind) {
                  case API -> open.add(same(node.settings().api().port()));
                  case BRIDGE -> open.add(same(node.settings().chat().port()));
                  default -> {}
                }
              });
      JsonArray ports = service(name).getJsonArray("ports", new JsonArray());
      assertThat(new TreeSet<>(ports.stream().map(String::valueOf).toList())).isEqualTo(open);
    }
  }

  @Test
  void postgresHasTheDatabaseAndUserOfTheSettings() {
    var postgres = node("node1").settings().backends().postgres();
    JsonObject environment = service("postgres").getJsonObject("environment");
    assertThat(environment.getString("POSTGRES_DB")).isEqualTo(postgres.database());
    assertThat(environment.getString("POSTGRES_USER")).isEqualTo(postgres.user());
    assertThat(service("node1").getJsonObject("environment").getString("SOTONG_POSTGRES_PASSWORD"))
        .isEqualTo(environment.getString("POSTGRES_PASSWORD"));
  }

  @Test
  void theImageIsARuntimeForAnOrdinaryUserWhoseHealthIsAskedOfTheManagementPort() {
    int management = node("node1").settings().management().port();
    assertThat(image.lines().filter(line -> line.startsWith("FROM ")))
        .allMatch(line -> line.endsWith("-jre"));
    assertThat(image).containsPattern("(?m)^USER [1-9][0-9]+:[1-9][0-9]+$");
    assertThat(image).contains("HEALTHCHECK", "/dev/tcp/127.0.0.1/" + management, "GET /ready");
  }

  @Test
  void cassandraSyncsBeforeItAnswers() throws IOException {
    assertThat(Files.readString(Path.of("docker", "cassandra.Dockerfile")))
        .contains("commitlog_sync: group", "paxos_variant: v2");
  }

  private List<String> nodes() {
    return services.fieldNames().stream().filter(name -> name.startsWith("node")).toList();
  }

  private JsonObject service(String name) {
    return services.getJsonObject(name);
  }

  /** What is in force in a node's container. */
  private Effective node(String name) {
    JsonObject service = service(name);
    String[] words = service.getJsonArray("command").stream().toArray(String[]::new);
    Map<String, String> environment = new HashMap<>();
    service
        .getJsonObject("environment")
        .forEach(each -> environment.put(each.getKey(), String.valueOf(each.getValue())));
    return Effective.read(Arguments.parse(words), Path.of("no", "such", "directory"), environment);
  }

  private static String same(int port) {
    return port + ":" + port;
  }
}
