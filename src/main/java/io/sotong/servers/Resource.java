package io.sotong.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Settings files of servers, as they lie in {@code servers/} of this jar. */
final class Resource {
  private Resource() {}

  static String text(String name) {
    try (InputStream in = Resource.class.getResourceAsStream("/servers/" + name)) {
      if (in == null) {
        throw new IllegalStateException("this jar has no servers/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes one into a directory, with a value in the place of each <code>${name}</code>. */
  static Path write(String name, Path directory, Map<String, ?> values) {
    String text = text(name);
    for (Map.Entry<String, ?> each : values.entrySet()) {
      text = text.replace("${" + each.getKey() + '}', each.getValue().toString());
    }
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
