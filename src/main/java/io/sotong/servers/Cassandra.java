package io.sotong.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Apache Cassandra, as many nodes as are asked for, each on its own ports of 127.0.0.1; the data
 * centre is {@code datacenter1}.
 *
 * <p>Not {@code cassandra.unsafesystem}, which is often advised for quick tests: with it a kill
 * loses the schema.
 */
final class Cassandra {
  private static final int HEAP_MIB = 256;

  /** An OPTIONS frame of the native protocol's version 4, and the SUPPORTED that answers it. */
  private static final Probe PROBE =
      new Probe("\u0004\0\0\0\u0005\0\0\0\0", 5, "\u0084\0\0\0\u0006");

  private Cassandra() {}

  private record Doors(int storage, int client) {}

  static List<Blueprint> nodes(
      int count, Path directory, Ports ports, ChildJvm jvm, String classPath) throws IOException {
    List<Doors> doors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "cassandra." + count + '.' + (i + 1);
      doors.add(new Doors(ports.of(name + ".storage"), ports.of(name)));
    }
    String seeds =
        doors.stream()
            .map(each -> Server.HOST + ':' + each.storage())
            .collect(Collectors.joining(","));
    List<Blueprint> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path own = Files.createDirectories(directory.resolve(Integer.toString(i + 1)));
      Resource.write(
          "cassandra.yaml",
          own,
          Map.of(
              "token",
              token(i, count),
              "directory",
              own,
              "storagePort",
              doors.get(i).storage(),
              "port",
              doors.get(i).client(),
              "seeds",
              seeds));
      nodes.add(node("Cassandra " + (i + 1) + " of " + count, own, doors.get(i), jvm, classPath));
    }
    return nodes;
  }

  private static Blueprint node(
      String name, Path own, Doors doors, ChildJvm jvm, String classPath) {
    Path log = own.resolve("system.log");
    List<String> command =
        new ArrayList<>(
            jvm.command(
                classPath,
                HEAP_MIB,
                List.of(
                    "@" + Resource.write("cassandra.options", own, Map.of()),
                    "-Xss256k",
                    "-XX:MaxDirectMemorySize=96m",
                    "-Dcassandra.config=" + own.resolve("cassandra.yaml").toUri(),
                    "-Dcassandra.storagedir=" + own,
                    "-Dcassandra.logdir=" + own,
                    "-Dserver.log=" + log,
                    "-Dlogback.configurationFile=" + Resource.write("logback.xml", own, Map.of()),
                    "-Dcassandra-foreground=yes",
                    "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                    "-Dcassandra.ring_delay_ms=500",
                    // What was created while a node was dead it learns by asking the others.
                    "-Dcassandra.schema_pull_interval_ms=5000")));
    command.add("org.apache.cassandra.service.CassandraDaemon");
    return new Blueprint(name, own, doors.client(), command, log, PROBE, "KILL");
  }

  /** Where a node's share of the ring ends: all shares are of one size. */
  private static long token(int node, int count) {
    return Long.MIN_VALUE + Long.divideUnsigned(-1, count) * node;
  }
}
