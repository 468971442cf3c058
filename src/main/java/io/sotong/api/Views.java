package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.account.Friendships.Friend;
import io.sotong.account.Profile;
import io.sotong.account.User;
import io.sotong.discovery.ChatServer;
import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable.Status;
import io.sotong.protocol.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** How accounts look in JSON; each writes the fields of an object that is open. */
final class Views {
  private static final Status AWAY = new Status(false, OptionalLong.empty());

  private Views() {}

  static void user(JsonGenerator json, User user) throws IOException {
    json.writeStringField("userId", user.userId().value());
    json.writeStringField("username", user.username());
    json.writeStringField("displayName", user.displayName());
    json.writeStringField("createdAt", Json.time(user.createdAtMs()));
  }

  static void me(JsonGenerator json, Profile profile) throws IOException {
    user(json, profile.user());
    json.writeFieldName("settings");
    json.writeRawValue(profile.settings());
  }

  static void server(JsonGenerator json, ChatServer server, String host) throws IOException {
    json.writeStringField("nodeId", server.nodeId().value());
    json.writeStringField("zone", server.zone());
    json.writeStringField("webSocket", server.webSocket(host));
    json.writeStringField("sockJs", server.sockJs(host));
  }

  static void friend(JsonGenerator json, Friend friend, Optional<Status> status)
      throws IOException {
    json.writeObjectFieldStart("user");
    user(json, friend.user());
    json.writeEndObject();
    json.writeStringField("state", friend.state().text());
    if (status.isPresent()) {
      json.writeObjectFieldStart("presence");
      presence(json, friend.user().userId(), status);
      json.writeEndObject();
    }
  }

  static void presence(JsonGenerator json, UserId user, Optional<Status> known) throws IOException {
    Status status = known.orElse(AWAY);
    json.writeStringField("userId", user.value());
    json.writeStringField("status", status.online() ? "online" : "offline");
    if (status.lastActiveAtMs().isPresent()) {
      json.writeStringField("lastActiveAt", Json.time(status.lastActiveAtMs().getAsLong()));
    }
  }
}
