package io.sotong.servers;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The least of each server's protocol that asks a question and shows the answer, without a driver:
 * whether servers run is not to depend on the adapters that are tested with them. What is not text
 * in an answer shows as it may.
 */
final class Talk {
  private static final int PATIENCE_MS = 30_000;

  private Talk() {}

  /** One inline command, and the first line of its answer. */
  static String redis(Server server, String command) {
    return talk(
        server,
        (in, out) -> {
          out.writeBytes(command + "\r\n");
          StringBuilder line = new StringBuilder();
          for (int each = in.read(); each >= 0 && each != '\r'; each = in.read()) {
            line.append((char) each);
          }
          return line.toString();
        });
  }

  /** A four-letter word. */
  static String zookeeper(Server server, String word) {
    return talk(
        server,
        (in, out) -> {
          out.writeBytes(word);
          return text(in.readAllBytes());
        });
  }

  /** A simple query, and the bodies of all messages up to ReadyForQuery. */
  static String postgres(Server server, String sql) {
    return talk(
        server,
        (in, out) -> {
          String who = "user\0postgres\0database\0postgres\0\0";
          out.writeInt(8 + who.length());
          out.writeInt(0x30000);
          out.writeBytes(who);
          untilReady(in);
          byte[] query = (sql + '\0').getBytes(StandardCharsets.UTF_8);
          out.writeByte('Q');
          out.writeInt(4 + query.length);
          out.write(query);
          String answer = untilReady(in);
          out.writeByte('X');
          out.writeInt(4);
          return answer;
        });
  }

  private static String untilReady(DataInputStream in) throws IOException {
    StringBuilder bodies = new StringBuilder();
    while (true) {
      int type = in.readByte();
      String body = text(in.readNBytes(in.readInt() - 4));
      if (type == 'Z') {
        return bodies.toString();
      }
      bodies.append((char) type).append(body).append('\n');
    }
  }

  /** A CQL statement at consistency QUORUM, and the body of its RESULT or ERROR. */
  static String cassandra(Server server, String cql) {
    return talk(
        server,
        (in, out) -> {
          ByteArrayOutputStream start = new ByteArrayOutputStream();
          DataOutputStream options = new DataOutputStream(start);
          options.writeShort(1);
          options.writeUTF("CQL_VERSION");
          options.writeUTF("3.0.0");
          frame(out, 1, start.toByteArray());
          answer(in);
          ByteArrayOutputStream query = new ByteArrayOutputStream();
          DataOutputStream body = new DataOutputStream(query);
          byte[] words = cql.getBytes(StandardCharsets.UTF_8);
          body.writeInt(words.length);
          body.write(words);
          body.writeShort(4);
          body.writeByte(0);
          frame(out, 7, query.toByteArray());
          return answer(in);
        });
  }

  private static void frame(DataOutputStream out, int opcode, byte[] body) throws IOException {
    out.write(new byte[] {4, 0, 0, 0, (byte) opcode});
    out.writeInt(body.length);
    out.write(body);
  }

  private static String answer(DataInputStream in) throws IOException {
    in.readNBytes(4);
    int opcode = in.readByte();
    String body = text(in.readNBytes(in.readInt()));
    return (opcode == 0 ? "ERROR " : "") + body;
  }

  private interface Conversation {
    String with(DataInputStream in, DataOutputStream out) throws IOException;
  }

  private static String talk(Server server, Conversation conversation) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MS);
      return conversation.with(
          new DataInputStream(socket.getInputStream()),
          new DataOutputStream(socket.getOutputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(server.name() + " does not talk", e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
