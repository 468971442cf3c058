package io.sotong.servers;

import io.sotong.servers.child.KafkaNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.cassandra.security.ThreadAwareSecurityManager;

/**
 * How a server written in Java is run: on the JVM of this process, with its own class path, before
 * which stands a small jar with the classes of ours that it needs.
 */
final class ChildJvm {
  private static final List<Class<?>> CLASSES =
      List.of(KafkaNode.class, ThreadAwareSecurityManager.class);

  /** Small and quick to start: the servers share a laptop with everything else. */
  private static final List<String> FRUGAL =
      List.of(
          "-Xms48m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Djava.awt.headless=true");

  /** JDK 24 and later warn of native libraries and of sun.misc.Unsafe without these. */
  private static final List<String> LATER =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final Path jar;

  /** Writes the small jar into a directory. */
  ChildJvm(Path directory) {
    jar = directory.resolve("child.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> each : CLASSES) {
        String name = each.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream in = each.getResourceAsStream("/" + name)) {
          if (in == null) {
            throw new IllegalStateException("this jar has no " + name);
          }
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command; the main class and its arguments are to be added. */
  List<String> command(String classPath, int heapMiB, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FRUGAL);
    command.add("-Xmx" + heapMiB + 'm');
    if (Runtime.version().feature() >= 24) {
      command.addAll(LATER);
    }
    command.addAll(options);
    command.addAll(List.of("-cp", jar + File.pathSeparator + classPath));
    return command;
  }
}
