package io.sotong.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sotong.model.NodeId;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  private final Random dice = new Random(7);

  private static ChatServer server(String id, String zone, int sessions, boolean draining) {
    return new ChatServer(new NodeId(id), zone, Optional.empty(), 8081, 1_000, sessions, draining);
  }

  private String best(List<ChatServer> servers, String zone, String... exclude) {
    Set<NodeId> out = new HashSet<>();
    for (String id : exclude) {
      out.add(new NodeId(id));
    }
    return Choice.best(servers, Optional.of(zone), out, dice)
        .map(server -> server.nodeId().value())
        .orElse("none");
  }

  @Test
  void theLeastLoadedOfTheClientsZoneIsBest() {
    List<ChatServer> servers =
        List.of(
            server("a", "x", 500, false), server("b", "x", 100, false), server("c", "y", 0, false));
    assertThat(best(servers, "x")).isEqualTo("b");
    assertThat(best(servers, "y")).isEqualTo("c");
    assertThat(best(servers, "nowhere")).isEqualTo("c");
  }

  @Test
  void drainingExcludedAndFullOnesAreLeftOut() {
    List<ChatServer> servers =
        List.of(
            server("a", "x", 0, true),
            server("b", "x", 1_000, false),
            server("c", "y", 900, false));
    assertThat(best(servers, "x")).isEqualTo("c");
    assertThat(best(servers, "x", "c")).isEqualTo("b");
    assertThat(best(servers, "x", "c", "b")).isEqualTo("none");
  }

  @Test
  void newcomersAreSpreadOverServersAlike() {
    List<ChatServer> servers =
        List.of(
            server("a", "x", 10, false), server("b", "x", 20, false), server("c", "x", 500, false));
    Set<String> chosen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      chosen.add(best(servers, "x"));
    }
    assertThat(chosen).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void urlsAreThoseByWhichClientsReachIt() {
    ChatServer local = server("a", "x", 0, false);
    assertThat(local.webSocket("localhost")).isEqualTo("ws://localhost:8081/ws");
    assertThat(local.sockJs("[::1]")).isEqualTo("http://[::1]:8081/eventbus");
    ChatServer far =
        new ChatServer(
            new NodeId("a"),
            "x",
            Optional.of(URI.create("https://chat.example.org/im/")),
            1,
            1,
            0,
            false);
    assertThat(far.webSocket("ignored")).isEqualTo("wss://chat.example.org/im/ws");
    assertThat(far.sockJs("ignored")).isEqualTo("https://chat.example.org/im/eventbus");
  }
}
