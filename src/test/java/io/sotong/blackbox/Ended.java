package io.sotong.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command of the jar printed and how it ended. */
public record Ended(int code, String text) {
  /** Its lines, but for those of a newer JVM, which warns of what Hazelcast asks of it. */
  List<String> lines() {
    return text.strip().lines().filter(line -> !line.startsWith("WARNING: ")).toList();
  }

  /** Runs it, in a directory, to its end. */
  static Ended run(Path jar, Path directory, Map<String, String> environment, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar.toString()));
    command.addAll(List.of(words));
    try {
      Path output = Files.createTempFile(directory, "out", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("ends by itself").isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while a command ran", e);
    }
  }
}
