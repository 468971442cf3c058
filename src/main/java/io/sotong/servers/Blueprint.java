package io.sotong.servers;

import java.nio.file.Path;
import java.util.List;

/**
 * All that is needed to start a server, again and again.
 *
 * @param name for people
 * @param directory where it runs, with its data; it is there
 * @param log its own log; what it prints goes to {@code out.log} in its directory
 * @param probe what to ask of it to learn whether it is ready
 * @param lastSignal how to end it for good, if not by KILL: one that needs no patience
 */
public record Blueprint(
    String name,
    Path directory,
    int port,
    List<String> command,
    Path log,
    Probe probe,
    String lastSignal) {}
