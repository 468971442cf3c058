package io.sotong.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes whose life is tied to this JVM's, by a pipe and {@code tied.sh}. */
final class Tied {
  private static final String SCRIPT = Resource.text("tied.sh");

  private Tied() {}

  /**
   * The command that runs another in such a way; the process has that one's pid. Its standard input
   * must stay a pipe of this JVM.
   */
  static List<String> command(List<String> words) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "tied"));
    command.addAll(words);
    return command;
  }

  /**
   * Runs a command to its end, its output into a file.
   *
   * @return its exit code
   */
  static int run(List<String> words, Path log) {
    try {
      Process process =
          new ProcessBuilder(command(words))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new ServerException(words.get(0) + " was given up.", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
