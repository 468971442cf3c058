package io.sotong.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that a server can keep over a restart.
 *
 * <p>They lie below the range from which systems take the ports of outgoing connections (32768 on
 * Linux, 49152 elsewhere). In that range, a client that keeps trying the port of a killed server
 * would at last be given that very port, connect to itself, and keep the server from coming back.
 */
final class Ports {
  private static final int FIRST = 12_000;
  private static final int END = 32_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** A free port of 127.0.0.1 that this JVM has not given before. */
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
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
