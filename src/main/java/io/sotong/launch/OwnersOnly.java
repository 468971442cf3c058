package io.sotong.launch;

import io.sotong.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories into which nobody but their owner may look; blocks. */
final class OwnersOnly {
  private static final String FILE = "rw-------";
  private static final String DIRECTORY = "rwx------";

  private OwnersOnly() {}

  /** What makes a file in {@code place} so, where its file system knows of that. */
  static FileAttribute<?>[] file(Path place) throws IOException {
    return attributes(place, FILE);
  }

  /** What makes a directory in {@code place} so, where its file system knows of that. */
  static FileAttribute<?>[] directory(Path place) throws IOException {
    return attributes(place, DIRECTORY);
  }

  /**
   * Makes the data directory so if it is not there; one that is there stays as it is.
   *
   * @throws ConfigException if there can be none
   */
  static void makeData(Path directory) {
    Path whole = directory.toAbsolutePath().normalize();
    try {
      Path parent = whole.getParent();
      if (parent != null && Files.notExists(whole)) {
        Files.createDirectories(parent);
        Files.createDirectory(whole, directory(parent));
      }
    } catch (IOException e) {
      if (!Files.isDirectory(whole)) { // or another process was first
        throw new ConfigException("data is " + directory + ", which cannot be made: " + e + '.');
      }
    }
    if (!Files.isDirectory(whole)) {
      throw new ConfigException("data is " + directory + ", which is not a directory.");
    }
  }

  private static FileAttribute<?>[] attributes(Path place, String permissions) throws IOException {
    return Files.getFileStore(place).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
