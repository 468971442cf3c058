package io.sotong.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.FriendState;
import io.sotong.model.Message;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import java.io.IOException;

/**
 * What the server says unasked. An entry's fields are written without its {@code seq}, which
 * differs from mailbox to mailbox: the bytes are the same for all and are encoded once.
 */
public final class Pushes {
  private Pushes() {}

  /** Fields of an entry that brings a message. */
  public static JsonBytes message(Message message) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "message");
          json.writeObjectFieldStart("message");
          write(json, message);
          json.writeEndObject();
        });
  }

  /** Fields of an entry that tells how far {@code user} has read. */
  public static JsonBytes read(ChannelId channel, UserId user, long readSeq) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "read");
          json.writeStringField("channelId", channel.value());
          json.writeStringField("userId", user.value());
          json.writeNumberField("readSeq", readSeq);
        });
  }

  /** Fields of an entry that tells of a channel made or changed. */
  public static JsonBytes channel(Channel channel, boolean removed) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "channel");
          json.writeObjectFieldStart("channel");
          write(json, channel);
          if (removed) {
            json.writeBooleanField("removed", true);
          }
          json.writeEndObject();
        });
  }

  /** Fields of an entry that tells how {@code user} stands to the mailbox's owner. */
  public static JsonBytes friend(UserId user, FriendState state) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "friend");
          json.writeStringField("userId", user.value());
          json.writeStringField("state", state.text());
        });
  }

  /** Fields of an entry that tells the mailbox's owner whether it blocks {@code user}. */
  public static JsonBytes block(UserId user, boolean blocked) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "block");
          json.writeStringField("userId", user.value());
          json.writeBooleanField("blocked", blocked);
        });
  }

  /** Fields of an entry that tells that a profile was changed: the owner's own, or a friend's. */
  public static JsonBytes profile(UserId user) {
    return Json.fields(
        json -> {
          json.writeStringField("kind", "profile");
          json.writeStringField("userId", user.value());
        });
  }

  /** The whole frame that tells a friend of a change of presence. */
  public static JsonBytes presence(
      UserId user, UserId friend, boolean online, long lastActiveAtMs) {
    String pair =
        user.compareTo(friend) < 0
            ? user.value() + ":" + friend.value()
            : friend.value() + ":" + user.value();
    return Json.object(
        json -> {
          json.writeStringField("op", "presence");
          json.writeStringField("pair", pair);
          json.writeStringField("userId", user.value());
          json.writeStringField("status", online ? "online" : "offline");
          json.writeStringField("lastActiveAt", Json.time(lastActiveAtMs));
        });
  }

  /** The whole frame that tells that {@code user} is writing. */
  public static JsonBytes typing(ChannelId channel, UserId user) {
    return Json.object(
        json -> {
          json.writeStringField("op", "typing");
          json.writeStringField("channelId", channel.value());
          json.writeStringField("userId", user.value());
        });
  }

  /** The fields of a message, into an object that is open. */
  public static void write(JsonGenerator json, Message message) throws IOException {
    json.writeStringField("channelId", message.channelId().value());
    json.writeNumberField("seq", message.seq());
    json.writeStringField("senderId", message.senderId().value());
    json.writeStringField("body", message.body());
    json.writeStringField("ref", message.ref());
    json.writeStringField("sentAt", Json.time(message.sentAtMs()));
    json.writeArrayFieldStart("mentions");
    for (UserId mentioned : message.mentions()) {
      json.writeString(mentioned.value());
    }
    json.writeEndArray();
  }

  /** The fields of a channel, into an object that is open. */
  public static void write(JsonGenerator json, Channel channel) throws IOException {
    json.writeStringField("channelId", channel.channelId().value());
    json.writeStringField("kind", channel.kind().text());
    if (channel.name().isPresent()) {
      json.writeStringField("name", channel.name().get());
    }
    if (channel.ownerId().isPresent()) {
      json.writeStringField("ownerId", channel.ownerId().get().value());
    }
    json.writeArrayFieldStart("memberIds");
    for (UserId member : channel.memberIds()) {
      json.writeString(member.value());
    }
    json.writeEndArray();
    json.writeStringField("createdAt", Json.time(channel.createdAtMs()));
  }
}
