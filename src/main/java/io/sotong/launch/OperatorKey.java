package io.sotong.launch;

import io.sotong.model.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What proves to a running service that a command comes from whoever may read its data directory: a
 * file there that only its owner may read, new at each start.
 */
final class OperatorKey {
  private static final String FILE = "operator.key";

  private OperatorKey() {}

  /** Makes a new one; blocks. */
  static String make(Path data) throws IOException {
    String key = Ids.next() + Ids.next();
    Path file = data.resolve(FILE);
    Files.deleteIfExists(file);
    Files.createFile(file, OwnersOnly.file(data));
    Files.writeString(file, key);
    return key;
  }

  /** That of the service which runs, or last ran, on {@code data}; blocks. */
  static Optional<String> read(Path data) {
    try {
      return Optional.of(Files.readString(data.resolve(FILE)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
