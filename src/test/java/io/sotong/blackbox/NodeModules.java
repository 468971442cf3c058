package io.sotong.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * What the tests run in Node, installed once from {@code src/test/node} into {@code target/node}.
 */
final class NodeModules {
  private static final Path SOURCE = Path.of("src", "test", "node");

  private NodeModules() {}

  /**
   * Where the scripts and their modules are; skips the test, saying why, on a machine without Node.
   */
  static Path directory() {
    Assumptions.assumeTrue(Installed.DIRECTORY.isPresent(), Installed.WITHOUT_NODE);
    return Installed.DIRECTORY.orElseThrow();
  }

  private static final class Installed {
    static final String WITHOUT_NODE =
        "Node.js is not installed: the tests of the official bridge client are skipped";
    static final Optional<Path> DIRECTORY = install();

    private static Optional<Path> install() {
      if (!runs(Path.of("."), "node", "--version") || !runs(Path.of("."), "npm", "--version")) {
        System.out.println(WITHOUT_NODE);
        return Optional.empty();
      }
      try {
        Path directory = Files.createDirectories(Path.of("target", "node").toAbsolutePath());
        for (String file : List.of("package.json", "package-lock.json", "bridge.js")) {
          Files.copy(
              SOURCE.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!runs(directory, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")) {
          throw new AssertionError("npm ci failed in " + directory);
        }
        return Optional.of(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static boolean runs(Path directory, String... command) {
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean succeeded = process.waitFor() == 0;
        if (!succeeded) {
          System.out.println(output);
        }
        return succeeded;
      } catch (IOException notInstalled) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
