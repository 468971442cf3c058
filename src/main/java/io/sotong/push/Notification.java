package io.sotong.push;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * What a device shows: the latest message of a channel, for all that are new in it. It replaces an
 * earlier one of the same channel.
 *
 * @param seq of the latest message: opening the notification lands on it
 * @param senderName who wrote it
 * @param channelName of a group
 * @param preview how it begins; absent if the user does not want it shown
 * @param count messages that this notification is about
 * @param unread all that the user has not read in the channel
 */
public record Notification(
    ChannelId channel,
    long seq,
    UserId sender,
    String senderName,
    Optional<String> channelName,
    Optional<String> preview,
    int count,
    long unread) {
  /** Code points of a preview, and of a group's name. */
  public static final int PREVIEW = 120;

  private static final int NAME = 64;
  private static final int COLLAPSE_KEY = 32;

  public Notification {
    channelName = channelName.map(name -> begin(name, NAME));
    preview = preview.map(text -> begin(text, PREVIEW));
  }

  /** As the device gets it: PROTOCOL.md's names. */
  public JsonObject toJson() {
    JsonObject json =
        new JsonObject()
            .put("channelId", channel.value())
            .put("seq", seq)
            .put("senderId", sender.value())
            .put("senderName", senderName);
    channelName.ifPresent(name -> json.put("channelName", name));
    preview.ifPresent(text -> json.put("preview", text));
    return json.put("count", count).put("unreadCount", unread);
  }

  /** 32 characters of Base64 for URLs, by which providers know what is of the same channel. */
  public String collapseKey() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(channel.value().getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().encodeToString(hash).substring(0, COLLAPSE_KEY);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static String begin(String text, int codePoints) {
    return text.codePointCount(0, text.length()) <= codePoints
        ? text
        : text.substring(0, text.offsetByCodePoints(0, codePoints - 1)) + '…';
  }
}
