package io.sotong.protocol;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.wire.JsonBytes;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes JSON straight to bytes. Any thread. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  /** Something that writes into an open generator. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** One whole object, braces included. */
  public static JsonBytes object(Body fields) {
    return new JsonBytes(Buffer.buffer(bytes(fields)));
  }

  /** The fields of an object without the braces around them, to be set into a larger one. */
  public static JsonBytes fields(Body fields) {
    byte[] object = bytes(fields);
    return new JsonBytes(Buffer.buffer(object.length).appendBytes(object, 1, object.length - 2));
  }

  /** RFC 3339, UTC, with milliseconds. */
  public static String time(long ms) {
    return TIME.format(Instant.ofEpochMilli(ms));
  }

  private static byte[] bytes(Body fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }
}
