package io.sotong.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL: one server, database and user {@code postgres}, any password; every commit is synced,
 * as is its own default.
 */
final class Postgres {
  /**
   * A start-up message of 41 bytes and protocol 3.0; R asks to log in, or says that none is asked.
   */
  private static final Probe PROBE =
      new Probe(
          "\0\0\0)" + "\0\u0003\0\0" + "user\0postgres\0" + "database\0postgres\0" + "\0", 1, "R");

  /** A user and group that owns nothing, on Linux. */
  private static final String NOBODY = "65534";

  private Postgres() {}

  static Blueprint server(Path own, Ports ports, Unpacked programs) throws IOException {
    Path bin = programs.postgres().resolve("bin");
    Path data = own.resolve("data");
    int port = ports.of("postgres");
    List<String> unprivileged = unprivileged(own, data);
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialise(own, data, bin, unprivileged);
    }
    List<String> command = new ArrayList<>(unprivileged);
    command.addAll(
        List.of(
            bin.resolve("postgres").toString(),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-k",
            "",
            "-c",
            "listen_addresses=" + Server.HOST,
            "-c",
            "shared_buffers=64MB",
            "-c",
            "max_connections=200"));
    // QUIT: unlike KILL it gives its shared memory back.
    return new Blueprint("PostgreSQL", own, port, command, own.resolve("out.log"), PROBE, "QUIT");
  }

  private static void initialise(Path own, Path data, Path bin, List<String> unprivileged) {
    List<String> command = new ArrayList<>(unprivileged);
    command.addAll(
        List.of(
            bin.resolve("initdb").toString(),
            "-D",
            data.toString(),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF-8",
            "--locale=C",
            "--no-sync"));
    Path log = own.resolve("initdb.log");
    int code = Tied.run(command, log);
    if (code != 0) {
      throw new ServerException("initdb ended with exit code " + code + ".\n" + Server.tail(log));
    }
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace without a map root is nobody, yet still
   * owns its files; where containers forbid that, it becomes nobody in earnest.
   */
  private static List<String> unprivileged(Path own, Path data) throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    Path log = own.resolve("unprivileged.log");
    if (Tied.run(List.of("unshare", "-U", "true"), log) == 0) {
      return List.of("unshare", "-U");
    }
    Files.createDirectories(data);
    Tied.run(List.of("chown", "-R", NOBODY + ':' + NOBODY, data.toString()), log);
    return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  }
}
