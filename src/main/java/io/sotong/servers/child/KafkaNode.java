package io.sotong.servers.child;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Kafka broker that formats its log directory if that is new: in one JVM, where Kafka's scripts
 * need two. Kafka is on the class path of the child process only, hence the reflection.
 */
public final class KafkaNode {
  private KafkaNode() {}

  /**
   * Runs the broker.
   *
   * @param words the settings file, the log directory and the cluster's id
   */
  public static void main(String... words) throws ReflectiveOperationException {
    String settings = words[0];
    if (!Files.exists(Path.of(words[1], "meta.properties"))) {
      format(settings, words[2]);
    }
    Class.forName("kafka.Kafka")
        .getMethod("main", String[].class)
        .invoke(null, (Object) new String[] {settings});
  }

  private static void format(String settings, String clusterId)
      throws ReflectiveOperationException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Object code =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class)
            .invoke(
                null,
                new String[] {"format", "-t", clusterId, "-c", settings},
                new PrintStream(said, true, StandardCharsets.UTF_8));
    if (!code.equals(0)) {
      throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
    }
  }
}
