package io.sotong.blackbox;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * A device that takes its mailbox at so many bytes a second, until it is told to hurry; {@link
 * #beat()} is up to the test.
 */
final class SlowReader implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 4_096;

  private final Pushes pushes = new Pushes();
  private final RawSocket socket;

  private SlowReader(Device device, String epoch, long cursor, int bytesPerSecond) {
    socket =
        RawSocket.ask(
            device.webSocket(), Map.of("Sec-WebSocket-Protocol", "chat.v1"), RECEIVE_BUFFER);
    socket.throttle(bytesPerSecond);
    JsonObject hello =
        new JsonObject().put("op", "hello").put("id", 1).put("token", device.token());
    socket.text(
        hello.put("cursor", new JsonObject().put("epoch", epoch).put("seq", cursor)).encode());
  }

  /** Connects that device from that cursor on. */
  static SlowReader open(Device device, String epoch, long cursor, int bytesPerSecond) {
    SlowReader reader = new SlowReader(device, epoch, cursor, bytesPerSecond);
    Thread thread = new Thread(reader::readOn, "a slow reader");
    thread.setDaemon(true);
    thread.start();
    return reader;
  }

  void beat() {
    socket.text("{\"op\":\"beat\"}");
  }

  /** Reads on as fast as it can. */
  void hurry() {
    socket.throttle(0);
  }

  Pushes pushes() {
    return pushes;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void readOn() {
    for (RawSocket.Frame frame = socket.read();
        frame.opcode() != RawSocket.CLOSE;
        frame = socket.read()) {
      pushes.add(new JsonObject(frame.text()));
    }
    pushes.add(new JsonObject().put("op", "closed"));
  }
}
