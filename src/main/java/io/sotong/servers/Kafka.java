package io.sotong.servers;

import io.sotong.servers.child.KafkaNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Apache Kafka: one broker, which is its own controller. */
final class Kafka {
  private static final int HEAP_MIB = 256;

  /** A cluster's id is 16 bytes in base64url; any will do. */
  private static final String CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw";

  /** ApiVersions of version 0 with correlation id 1, and the answer to it. */
  private static final Probe PROBE =
      new Probe(
          "\0\0\0\n" + "\0\u0012" + "\0\0" + "\0\0\0\u0001" + "\u00ff\u00ff",
          8,
          ".{4}\0\0\0\u0001");

  private Kafka() {}

  static Blueprint broker(Path own, Ports ports, ChildJvm jvm, String classPath) {
    int port = ports.of("kafka");
    Path settings =
        Resource.write(
            "kafka.properties",
            own,
            Map.of("port", port, "controllerPort", ports.of("kafka.controller"), "directory", own));
    Path log = own.resolve("server.log");
    List<String> command =
        new ArrayList<>(
            jvm.command(
                classPath,
                HEAP_MIB,
                List.of(
                    "-Dserver.log=" + log,
                    "-Dlog4j2.configurationFile="
                        + Resource.write("log4j2.properties", own, Map.of()))));
    command.addAll(
        List.of(
            KafkaNode.class.getName(),
            settings.toString(),
            own.resolve("data").toString(),
            CLUSTER_ID));
    return new Blueprint("Kafka", own, port, command, log, PROBE, "KILL");
  }
}
