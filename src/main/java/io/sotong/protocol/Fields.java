package io.sotong.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.Cursor;
import io.sotong.model.ErrorCode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that have a meaning somewhere in the protocol, as they stood in the JSON.
 * A field of the wrong type is only held against a request that uses it; {@code null} is as good as
 * absent.
 */
final class Fields {
  /** Two MiB is the largest frame; nothing in it can be larger. */
  private static final int MAX_TEXT = 2 * 1024 * 1024;

  static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxNumberLength(40)
                  .maxNameLength(1_024)
                  .maxStringLength(MAX_TEXT)
                  .maxDocumentLength(MAX_TEXT)
                  .build())
          // Clients choose names: they must neither stay in memory for good nor make parsing slow.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final Object WRONG = new Object();

  private @Nullable Object token;
  private @Nullable Object cursor;
  private @Nullable Object channelId;
  private @Nullable Object body;
  private @Nullable Object ref;
  private @Nullable Object base;
  private @Nullable Object seq;

  /** Takes one field, with the parser on its value, and leaves the parser at the value's end. */
  void take(String name, JsonParser json) throws IOException {
    switch (name) {
      case "token" -> token = text(json);
      case "cursor" -> cursor = cursor(json);
      case "channelId" -> channelId = text(json);
      case "body" -> body = text(json);
      case "ref" -> ref = text(json);
      case "base" -> base = number(json);
      case "seq" -> seq = number(json);
      default -> json.skipChildren();
    }
  }

  /**
   * The request that {@code op} makes of these fields.
   *
   * @throws ChatException {@code bad_request}; {@code invalid} for a channelId that is none
   */
  ClientFrame as(String op) {
    return switch (op) {
      case "hello" -> new ClientFrame.Hello(required("token", token), cursor());
      case "send" ->
          new ClientFrame.Send(
              channel(), required("body", body), required("ref", ref), optional("base", base));
      case "beat" -> new ClientFrame.Beat();
      case "ack" -> new ClientFrame.Ack(seq(0));
      case "read" -> new ClientFrame.Read(channel(), seq(1));
      case "typing" -> new ClientFrame.Typing(channel());
      default -> throw bad("there is no such request");
    };
  }

  static @Nullable Object text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    return other(json);
  }

  /** A whole number from 0 to {@link ClientFrame#MAX_NUMBER}. */
  static @Nullable Object number(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = json.getLongValue();
      return value >= 0 && value <= ClientFrame.MAX_NUMBER ? (Object) value : WRONG;
    }
    return other(json);
  }

  private static @Nullable Object other(JsonParser json) throws IOException {
    json.skipChildren();
    return json.currentToken() == JsonToken.VALUE_NULL ? null : WRONG;
  }

  private static @Nullable Object cursor(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return other(json);
    }
    Object epoch = null;
    Object seq = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "epoch" -> epoch = text(json);
        case "seq" -> seq = number(json);
        default -> json.skipChildren();
      }
    }
    return epoch instanceof String text && seq instanceof Long number
        ? new Cursor(text, number)
        : WRONG;
  }

  private Optional<Cursor> cursor() {
    if (cursor == WRONG) {
      throw bad("cursor must be {epoch, seq}");
    }
    return Optional.ofNullable((Cursor) cursor);
  }

  private ChannelId channel() {
    return new ChannelId(required("channelId", channelId));
  }

  private long seq(long least) {
    OptionalLong value = optional("seq", seq);
    if (value.isEmpty() || value.getAsLong() < least) {
      throw bad("seq must be a whole number from " + least);
    }
    return value.getAsLong();
  }

  private static String required(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw bad(name + " must be a text");
  }

  private static OptionalLong optional(String name, @Nullable Object value) {
    if (value == WRONG) {
      throw bad(name + " must be a whole number");
    }
    return value instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  static ChatException bad(String detail) {
    return new ChatException(ErrorCode.BAD_REQUEST, detail);
  }
}
