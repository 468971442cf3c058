package io.sotong.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sotong.model.ChatException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads frames of the plain socket, subprotocol {@code chat.v1}. Any thread. */
public final class PlainFrames {
  private PlainFrames() {}

  /**
   * Reads one frame.
   *
   * @param utf8 well-formed UTF-8
   * @throws BadFrameException if it is not one JSON object
   */
  public static Heard read(byte[] utf8) throws BadFrameException {
    Object op = null;
    Object id = null;
    Fields fields = new Fields();
    try (JsonParser json = Fields.JSON.createParser(utf8)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadFrameException("not an object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "op" -> op = Fields.text(json);
          case "id" -> id = Fields.number(json);
          default -> fields.take(name, json);
        }
      }
      if (json.nextToken() != null) {
        throw new BadFrameException("more than one object");
      }
    } catch (IOException e) {
      throw new BadFrameException("not JSON");
    }
    return heard(ticket(id), op, fields);
  }

  private static Ticket ticket(@Nullable Object id) {
    return id instanceof Long number && number > 0 ? new Ticket.ById(number) : Ticket.NONE;
  }

  private static Heard heard(Ticket ticket, @Nullable Object op, Fields fields) {
    if (!(op instanceof String name)) {
      return new Heard.Refused(ticket, Fields.bad("op must be a text"));
    }
    try {
      return new Heard.Asked(ticket, fields.as(name));
    } catch (ChatException e) {
      return new Heard.Refused(ticket, e);
    }
  }
}
