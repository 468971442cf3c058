package io.sotong.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Programs that are not Java, taken from their jars once and kept in a directory, which several
 * sets of servers may share.
 */
final class Unpacked {
  private final Path directory;
  private final Artifacts artifacts;

  Unpacked(Path directory, Artifacts artifacts) {
    this.directory = directory;
    this.artifacts = artifacts;
  }

  /** The Redis server. */
  synchronized Path redis() throws IOException {
    Path program = directory.resolve("redis-server");
    if (!Files.exists(program)) {
      String entry = "redis-server-7.0.15-" + Platform.system() + '-' + Platform.processor();
      Path half = directory.resolve("redis-server.part");
      try (JarFile jar = new JarFile(artifacts.jar("redis").toFile());
          InputStream in = open(jar, entry)) {
        Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
      }
      executable(half);
      Files.move(half, program, StandardCopyOption.ATOMIC_MOVE);
    }
    return program;
  }

  /** PostgreSQL's home, with {@code bin/postgres} and {@code bin/initdb}. */
  synchronized Path postgres() throws IOException {
    Path home = directory.resolve("postgres");
    if (!Files.exists(home)) {
      String name = "postgres-" + Platform.system() + '-' + Platform.processor();
      String processor = Platform.processor().equals("arm64") ? "arm_64" : "x86_64";
      Path half = Files.createTempDirectory(directory, "postgres-part");
      try (JarFile jar = new JarFile(artifacts.jar(name).toFile());
          InputStream in = open(jar, "postgres-" + Platform.system() + '-' + processor + ".txz");
          InputStream tar = new XZInputStream(new BufferedInputStream(in))) {
        untar(tar, half);
      }
      Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
    }
    return home;
  }

  private static InputStream open(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new ServerException("There is no " + name + " in " + jar.getName() + '.');
    }
    return jar.getInputStream(entry);
  }

  private static void untar(InputStream in, Path into) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(in);
    for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
      Path path = into.resolve(each.getName()).normalize();
      if (!path.startsWith(into)) {
        throw new IOException(each.getName() + " would leave " + into);
      }
      if (each.isDirectory()) {
        Files.createDirectories(path);
        continue;
      }
      Files.createDirectories(path.getParent());
      if (each.isSymbolicLink()) {
        Files.createSymbolicLink(path, Path.of(each.getLinkName()));
      } else {
        Files.copy(tar, path);
        if ((each.getMode() & 0111) != 0) {
          executable(path);
        }
      }
    }
  }

  private static void executable(Path program) throws IOException {
    if (!program.toFile().setExecutable(true, false)) {
      throw new IOException(program + " cannot be made executable");
    }
  }
}
