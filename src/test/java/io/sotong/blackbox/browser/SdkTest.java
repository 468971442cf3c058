package io.sotong.blackbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Runs the tests of the page's client library, which are JavaScript themselves, in Node. */
class SdkTest {
  private static final Path LIBRARY = Path.of("src", "main", "resources", "web", "js", "sdk");
  private static final Path TESTS = Path.of("src", "test", "node", "sdk");
  private static final String WITHOUT_NODE =
      "Node.js is not installed: the page's client library is not tested apart from the page";

  @Test
  void theClientLibraryKeepsItsLaws() throws IOException, InterruptedException {
    boolean node = run(Path.of("."), "node", "--version").isPresent();
    if (!node) {
      System.out.println(WITHOUT_NODE);
    }
    Assumptions.assumeTrue(node, WITHOUT_NODE);
    Path place = Files.createDirectories(Path.of("target", "sdk").toAbsolutePath());
    copy(LIBRARY, Files.createDirectories(place.resolve("sdk")));
    copy(TESTS, place);
    Files.writeString(place.resolve("package.json"), "{\"type\": \"module\"}\n");
    assertThat(run(place, "node", "--test"))
        .get()
        .satisfies(ran -> assertThat(ran.code()).as(ran.output()).isZero());
  }

  private record Ran(int code, String output) {}

  /** What a program said, or nothing if there is no such program. */
  private static Optional<Ran> run(Path directory, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(new Ran(process.waitFor(), output));
    } catch (IOException noSuchProgram) {
      return Optional.empty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(from)) {
      files = list.toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
