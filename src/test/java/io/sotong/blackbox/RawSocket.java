package io.sotong.blackbox;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A TCP connection that asks for a WebSocket by hand and sends any bytes: what well-behaved clients
 * cannot do.
 */
final class RawSocket implements Closeable {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PONG = 10;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final List<String> head;
  private volatile int bytesPerSecond;

  /** A frame from the server. */
  static final class Frame {
    private final int opcode;
    private final byte[] payload;

    Frame(int opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }

    int opcode() {
      return opcode;
    }

    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame, 1005 when it has none. */
    int closeCode() {
      return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }
  }

  private RawSocket(URI address, Map<String, String> headers, int receiveBuffer)
      throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new java.net.InetSocketAddress(address.getHost(), address.getPort()), 10_000);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(new Throttled(socket.getInputStream()));
    out = socket.getOutputStream();
    String path =
        address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    StringBuilder request =
        new StringBuilder(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: "
                + address.getHost()
                + ":"
                + address.getPort()
                + "\r\n");
    request.append(
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    head = readHead(in);
  }

  /**
   * Asks for a WebSocket with those headers; the answer is in {@link #status()} and {@link
   * #header}.
   */
  static RawSocket ask(URI address, Map<String, String> headers) {
    return ask(address, headers, 0);
  }

  /** As {@link #ask(URI, Map)}, with a receive buffer of that many bytes (0: the system's own). */
  static RawSocket ask(URI address, Map<String, String> headers, int receiveBuffer) {
    try {
      return new RawSocket(address, headers, receiveBuffer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An open plain WebSocket of the contract. */
  static RawSocket open(URI address) {
    RawSocket socket = ask(address, Map.of("Sec-WebSocket-Protocol", "chat.v1"));
    if (socket.status() != 101) {
      throw new AssertionError(address + " answered the handshake with " + socket.head);
    }
    return socket;
  }

  int status() {
    return head.isEmpty() ? 0 : Integer.parseInt(head.get(0).split(" ", 3)[1]);
  }

  /** The value of that header of the handshake's answer, or the empty string. */
  String header(String name) {
    return head.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse("");
  }

  void text(String text) {
    frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** One whole masked frame. */
  void frame(int opcode, byte[] payload) {
    bytes(encode(0x80 | opcode, payload.length, payload));
  }

  /** The bytes of a masked frame whose header may lie about its length. */
  static byte[] encode(int firstByte, long declaredLength, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    frame.write(firstByte);
    if (declaredLength < 126) {
      frame.write(0x80 | (int) declaredLength);
    } else if (declaredLength < 65_536) {
      frame.write(0x80 | 126);
      frame.write((int) (declaredLength >> 8));
      frame.write((int) declaredLength);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) (declaredLength >> shift));
      }
    }
    byte[] mask = {1, 2, 3, 4};
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  /**
   * Any bytes; that the other side has closed already is no error, as the reading side will show
   * it.
   */
  void bytes(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException closedByTheServer) {
      return;
    }
  }

  /**
   * The next frame that is no ping or pong; an end of the stream or a reset is a close with 1006.
   */
  Frame read() {
    try {
      while (true) {
        int opcode = in.readUnsignedByte() & 0x0f;
        long length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
          length = in.readUnsignedShort();
        } else if (length == 127) {
          length = in.readLong();
        }
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        if (payload.length < length) {
          throw new EOFException("in the middle of a frame");
        }
        if (opcode <= CLOSE) {
          return new Frame(opcode, payload);
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the server said nothing for 20 s", e);
    } catch (IOException broken) {
      return new Frame(CLOSE, new byte[] {(byte) (1006 >> 8), (byte) 1006});
    }
  }

  /** Reads on until the server closes, and gives the code; 1006 when it closed without one. */
  int readUntilClosed() {
    Frame frame = read();
    while (frame.opcode() != CLOSE) {
      frame = read();
    }
    return frame.closeCode();
  }

  /** From now on takes that many bytes a second from the connection; 0 is as many as come. */
  void throttle(int bytes) {
    bytesPerSecond = bytes;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
      text = next == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
    }
    return head.toString(StandardCharsets.ISO_8859_1).lines().toList();
  }

  private final class Throttled extends FilterInputStream {
    private static final int SLICES_PER_SECOND = 4;

    Throttled(InputStream plain) {
      super(plain);
    }

    @Override
    public int read() throws IOException {
      waitFor(1);
      return super.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int rate = bytesPerSecond;
      int slice = rate == 0 ? length : Math.min(length, rate / SLICES_PER_SECOND);
      waitFor(slice);
      return super.read(into, offset, slice);
    }

    private void waitFor(int bytes) {
      int rate = bytesPerSecond;
      if (rate > 0) {
        Await.pass(Duration.ofNanos(1_000_000_000L * bytes / rate));
      }
    }
  }
}
