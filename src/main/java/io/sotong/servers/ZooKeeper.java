package io.sotong.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apache ZooKeeper: one server. Sessions may be as short as a second. */
final class ZooKeeper {
  private static final int HEAP_MIB = 64;
  private static final Probe PROBE = new Probe("srvr", 9, "Zookeeper");

  private ZooKeeper() {}

  static Blueprint server(Path own, Ports ports, ChildJvm jvm, String classPath) {
    int port = ports.of("zookeeper");
    Path settings = Resource.write("zookeeper.cfg", own, Map.of("port", port, "directory", own));
    Path log = own.resolve("server.log");
    List<String> command =
        new ArrayList<>(
            jvm.command(
                classPath,
                HEAP_MIB,
                List.of(
                    "-Dserver.log=" + log,
                    "-Dlogback.configurationFile="
                        + Resource.write("logback.xml", own, Map.of()))));
    command.addAll(List.of("org.apache.zookeeper.server.ZooKeeperServerMain", settings.toString()));
    return new Blueprint("ZooKeeper", own, port, command, log, PROBE, "KILL");
  }
}
