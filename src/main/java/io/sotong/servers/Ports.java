package io.sotong.servers;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of a set of servers on 127.0.0.1, by name; remembered in a file beside the servers'
 * data, because Cassandra and Kafka know each other and themselves by them.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections (32768 on
 * Linux, 49152 elsewhere). In that range, a client that keeps trying the port of a killed server
 * would at last be given that very port, connect to itself, and keep the server from coming back.
 */
final class Ports {
  private static final int FIRST = 12_000;
  private static final int END = 32_000;

  /** Those that this JVM has given: their servers may not listen yet. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final Properties known = new Properties();
  private final Set<String> asked = new HashSet<>();

  Ports(Path file) throws IOException {
    this.file = file;
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        known.load(in);
      }
    }
  }

  /** The port of that name: a free one the first time, and the same one ever after. */
  synchronized int of(String name) {
    String before = known.getProperty(name);
    if (before != null) {
      int port = Integer.parseInt(before);
      if (asked.add(name) && !isFree(port)) {
        throw new ServerException(
            "Port " + port + " is taken, which " + name + " had when " + file + " was written.");
      }
      return port;
    }
    int port = next();
    asked.add(name);
    known.setProperty(name, Integer.toString(port));
    try (Writer out = Files.newBufferedWriter(file)) {
      known.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return port;
  }

  /** A free port that this JVM has not given before. */
  static int next() {
    for (int tries = 0; tries < END - FIRST; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new ServerException("There is no free port from " + FIRST + " to " + END + ".");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
