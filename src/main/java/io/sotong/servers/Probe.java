package io.sotong.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A question in a server's own protocol. An open port is not enough: PostgreSQL and Redis open
 * theirs before they have read their data.
 *
 * @param ask one character a byte
 * @param bytes how long an answer to wait for
 * @param answer what the first bytes of the answer must be, one character a byte
 */
public record Probe(String ask, int bytes, Pattern answer) {
  private static final int PATIENCE_MS = 2_000;

  /** The same, with the answer as the text of a {@link Pattern}. */
  public Probe(String ask, int bytes, String answer) {
    this(ask, bytes, Pattern.compile(answer, Pattern.DOTALL));
  }

  /** Whether the server answers as it does when it is ready; blocks for 2 seconds at most. */
  boolean answered(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(ask.getBytes(StandardCharsets.ISO_8859_1));
      byte[] heard = socket.getInputStream().readNBytes(bytes);
      return answer.matcher(new String(heard, StandardCharsets.ISO_8859_1)).matches();
    } catch (IOException notYet) {
      return false;
    }
  }
}
