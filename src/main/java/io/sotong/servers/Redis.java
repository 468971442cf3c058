package io.sotong.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Redis: one server that keeps nothing over a restart, which is the harder case for its users. */
final class Redis {
  private static final Probe PROBE = new Probe("PING\r\n", 5, "\\+PONG");

  private Redis() {}

  static Blueprint server(Path own, Ports ports, Unpacked programs) throws IOException {
    int port = ports.of("redis");
    Path program = programs.redis();
    List<String> command =
        List.of(
            program.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            Server.HOST,
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            own.toString());
    return new Blueprint("Redis", own, port, command, own.resolve("out.log"), PROBE, "KILL");
  }
}
