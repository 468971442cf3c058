package io.sotong.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers end with the process that started them, and say why when they do not start. */
class TiedIT {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Probe NEVER = new Probe("", 1, "");

  @TempDir Path directory;

  @Test
  void noServerOutlivesAParentThatIsKilled() throws IOException {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServersChild.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> servers;
    try (BufferedReader out = parent.inputReader()) {
      servers =
          Stream.of(String.valueOf(out.readLine()).split(" "))
              .map(Long::parseLong)
              .map(ProcessHandle::of)
              .flatMap(Optional::stream)
              .toList();
      assertThat(servers).hasSize(3).allMatch(ProcessHandle::isAlive);
    } finally {
      parent.destroyForcibly();
    }

    Await.until(
        "all servers are gone, the paused one too",
        SOON,
        () -> servers.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aServerThatDoesNotStartSaysWhyInItsOwnWords() {
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      CompletableFuture<Server> starting = servers.start(blueprint("echo no such luck; exit 3"));

      assertThatThrownBy(starting::join)
          .hasCauseInstanceOf(ServerException.class)
          .hasMessageContaining("Greeter ended with exit code 3")
          .hasMessageContaining("no such luck");
    }
  }

  @Test
  void aSetThatIsClosedEndsTheServersThatStillStart() {
    CompletableFuture<Server> starting;
    try (Servers servers = RealServers.ofItsOwn(directory)) {
      starting = servers.start(blueprint("sleep 600"));
      Await.until("it runs", SOON, () -> children().count() > 0);
    }
    Await.until("it has ended", SOON, () -> children().findAny().isEmpty());
    assertThatThrownBy(starting::join).hasCauseInstanceOf(ServerException.class);
  }

  private Blueprint blueprint(String script) {
    return new Blueprint(
        "Greeter",
        directory,
        Ports.next(),
        List.of("/bin/sh", "-c", script + " # " + directory),
        directory.resolve("out.log"),
        NEVER,
        "KILL");
  }

  /** Processes of this test's own script. */
  private Stream<ProcessHandle> children() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> each.info().arguments().map(List::of).toString().contains("sleep 600"));
  }
}
