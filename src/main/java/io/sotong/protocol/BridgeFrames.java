package io.sotong.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the standard event-bus bridge client says, with or without SockJS around it. */
public final class BridgeFrames {
  /** The standard client's reply addresses have 36 characters. */
  public static final int MAX_REPLY_ADDRESS = 128;

  private static final String PREFIX = "chat.v1.";
  private static final String MAILBOX = PREFIX + "mailbox.";

  private BridgeFrames() {}

  /** The address whose registration starts the pushes for {@code user}. */
  public static String mailbox(UserId user) {
    return MAILBOX + user.value();
  }

  /** An address as the client wrote it, if it can be told back; otherwise empty. */
  public static String told(String address) {
    return Envelope.printable(address, 256) ? address : "";
  }

  /**
   * Takes the messages out of a SockJS frame: a JSON array of strings, or one string.
   *
   * @param utf8 well-formed UTF-8
   * @throws BadFrameException if it is neither
   */
  public static List<String> unpack(byte[] utf8) throws BadFrameException {
    List<String> messages = new ArrayList<>(1);
    try (JsonParser json = Fields.JSON.createParser(utf8)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_STRING) {
        messages.add(json.getText());
      } else if (first == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadFrameException("not a text");
          }
          messages.add(json.getText());
        }
      } else if (first != null) { // SockJS ignores an empty frame
        throw new BadFrameException("not an array");
      }
      if (first != null && json.nextToken() != null) {
        throw new BadFrameException("more than one array");
      }
    } catch (IOException e) {
      throw new BadFrameException("not JSON");
    }
    return messages;
  }

  /**
   * Reads one message.
   *
   * @throws BadFrameException if it is not one JSON object
   */
  public static Heard read(String message) throws BadFrameException {
    Envelope envelope = new Envelope();
    try (JsonParser json = Fields.JSON.createParser(message)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadFrameException("not an object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        envelope.take(name, json);
      }
      if (json.nextToken() != null) {
        throw new BadFrameException("more than one object");
      }
    } catch (IOException e) {
      throw new BadFrameException("not JSON");
    }
    return envelope.heard();
  }

  private static final class Envelope {
    private @Nullable Object type;
    private @Nullable Object address;
    private @Nullable Object replyAddress;
    private @Nullable Fields body = new Fields();

    void take(String name, JsonParser json) throws IOException {
      switch (name) {
        case "type" -> type = Fields.text(json);
        case "address" -> address = Fields.text(json);
        case "replyAddress" -> replyAddress = Fields.text(json);
        case "body" -> body(json);
        default -> json.skipChildren();
      }
    }

    /** Without a body there are no fields; a body that is no object holds nothing to go by. */
    private void body(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        body = json.currentToken() == JsonToken.VALUE_NULL ? new Fields() : null;
        return;
      }
      Fields fields = new Fields();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        fields.take(name, json);
      }
      body = fields;
    }

    Heard heard() {
      Ticket ticket =
          replyAddress instanceof String text && printable(text, MAX_REPLY_ADDRESS)
              ? new Ticket.ByAddress(text)
              : Ticket.NONE;
      String to = address instanceof String text ? text : "";
      return switch (type instanceof String text ? text : "") {
        case "ping" -> new Heard.Ping();
        case "register" -> new Heard.Register(to);
        case "unregister" -> new Heard.Unregister(to);
        case "send" -> asked(ticket, to);
        case "publish" -> new Heard.Refused(ticket, forbidden("clients publish nothing"));
        default -> new Heard.Refused(ticket, Fields.bad("there is no such type"));
      };
    }

    private Heard asked(Ticket ticket, String to) {
      try {
        return new Heard.Asked(ticket, frame(to));
      } catch (ChatException e) {
        return new Heard.Refused(ticket, e);
      }
    }

    private ClientFrame frame(String to) {
      String op =
          switch (to) {
            case PREFIX + "hello" -> "hello";
            case PREFIX + "send" -> "send";
            case PREFIX + "beat" -> "beat";
            case PREFIX + "ack" -> "ack";
            case PREFIX + "read" -> "read";
            case PREFIX + "typing" -> "typing";
            default -> throw forbidden("this address is not open to clients");
          };
      Fields fields = body;
      if (fields == null) {
        throw Fields.bad("body must be an object");
      }
      return fields.as(op);
    }

    private static ChatException forbidden(String detail) {
      return new ChatException(ErrorCode.FORBIDDEN, detail);
    }

    private static boolean printable(String text, int most) {
      return !text.isEmpty()
          && text.length() <= most
          && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
  }
}
