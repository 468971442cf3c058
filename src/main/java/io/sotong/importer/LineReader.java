package io.sotong.importer;

import io.sotong.model.ChatException;
import io.sotong.protocol.MessageRules;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a line of the file. Pure; throws {@link Rejected} with the reason. */
final class LineReader {
  private static final Pattern USERNAME = Pattern.compile("[a-z0-9_.]{3,32}");

  /** Argon2 in the usual string form; at most 9,999,999 KiB of memory for one log-in. */
  private static final Pattern PASSWORD_HASH =
      Pattern.compile(
          "\\$argon2(id|i|d)\\$v=\\d{1,3}\\$m=\\d{1,7},t=\\d{1,3},p=\\d{1,2}"
              + "\\$[A-Za-z0-9+/]{11,86}\\$[A-Za-z0-9+/]{16,86}");

  private static final int MAX_NAME = 100;
  private static final int MAX_DISPLAY_NAME = 64;
  private static final int MAX_KEY = 200;

  private final long nowMs;

  /** {@code nowMs} is the time of what has none of its own. */
  LineReader(long nowMs) {
    this.nowMs = nowMs;
  }

  Line read(long number, String text) {
    JsonObject json;
    try {
      json = new JsonObject(text);
    } catch (DecodeException e) {
      throw new Rejected("it is not a JSON object");
    }
    try {
      return read(number, json);
    } catch (ClassCastException e) {
      throw new Rejected("a field is of the wrong type");
    } catch (ChatException e) {
      throw new Rejected(e.detail());
    }
  }

  private Line read(long number, JsonObject json) {
    String type = json.getString("type", "");
    return switch (type) {
      case "user" -> {
        String username = username(json, "username");
        String displayName = optional(json, "displayName", MAX_DISPLAY_NAME).orElse(username);
        yield new Line.User(username, displayName, passwordHash(json), time(json, "createdAt"));
      }
      case "friendship" ->
          new Line.Friendship(username(json, "a"), username(json, "b"), time(json, "since"));
      case "channel" -> channel(json);
      case "membership" ->
          new Line.Membership(needed(json, "channel", MAX_KEY), username(json, "username"));
      case "message" -> message(number, json);
      default -> throw new Rejected("there is no type \"" + type + "\"");
    };
  }

  private Line channel(JsonObject json) {
    String kind = json.getString("kind", "group");
    if (!kind.equals("group") && !kind.equals("direct")) {
      throw new Rejected("there is no kind \"" + kind + "\"");
    }
    boolean direct = kind.equals("direct");
    JsonArray listed = json.getJsonArray("members", new JsonArray());
    List<String> members = new ArrayList<>();
    for (int i = 0; i < listed.size(); i++) {
      String member = listed.getString(i);
      if (!members.contains(member)) {
        members.add(member);
      }
    }
    if (direct && members.size() != 2) {
      throw new Rejected("a direct channel has two members");
    }
    Optional<String> owner = direct ? Optional.empty() : Optional.of(username(json, "owner"));
    owner.ifPresent(
        first -> {
          members.remove(first);
          members.add(0, first);
        });
    return new Line.NewChannel(
        needed(json, "key", MAX_KEY),
        direct,
        direct ? Optional.empty() : Optional.of(needed(json, "name", MAX_NAME)),
        owner,
        members,
        time(json, "createdAt"));
  }

  private Line message(long number, JsonObject json) {
    String body = json.getString("body", "");
    String ref = json.getString("ref", "import-" + number);
    MessageRules.check(body, ref);
    return new Line.Text(
        needed(json, "channel", MAX_KEY),
        username(json, "sender"),
        body,
        ref,
        time(json, "sentAt"));
  }

  private long time(JsonObject json, String field) {
    String text = json.getString(field);
    if (text == null) {
      return nowMs;
    }
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new Rejected(field + " is not a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static Optional<String> passwordHash(JsonObject json) {
    Optional<String> hash = optional(json, "passwordHash", 255);
    if (hash.isPresent() && !PASSWORD_HASH.matcher(hash.get()).matches()) {
      throw new Rejected("passwordHash is not Argon2 such as $argon2id$v=19$m=19456,t=2,p=1$…$…");
    }
    return hash;
  }

  private static String username(JsonObject json, String field) {
    String name = json.getString(field, "");
    if (!USERNAME.matcher(name).matches()) {
      throw new Rejected(field + " must be 3 to 32 of a-z 0-9 _ .");
    }
    return name;
  }

  private static String needed(JsonObject json, String field, int most) {
    return optional(json, field, most).orElseThrow(() -> new Rejected(field + " is missing"));
  }

  private static Optional<String> optional(JsonObject json, String field, int most) {
    String text = json.getString(field);
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    if (text.codePointCount(0, text.length()) > most) {
      throw new Rejected(field + " is longer than " + most);
    }
    return Optional.of(text);
  }
}
