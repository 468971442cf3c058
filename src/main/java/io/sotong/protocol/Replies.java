package io.sotong.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.wire.JsonBytes;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** What requests are answered: the object within {@code ok}, or within {@code error}. */
public final class Replies {
  /** Of requests that have nothing to tell. */
  public static final JsonBytes EMPTY = new JsonBytes(Buffer.buffer("{}"));

  private Replies() {}

  /** Of {@code hello}. */
  public static JsonBytes hello(Welcome welcome) {
    return Json.object(
        json -> {
          json.writeStringField("userId", welcome.userId());
          json.writeStringField("deviceId", welcome.deviceId());
          json.writeStringField("nodeId", welcome.nodeId());
          json.writeObjectFieldStart("mailbox");
          json.writeStringField("epoch", welcome.epoch());
          json.writeNumberField("head", welcome.head());
          json.writeEndObject();
          if (welcome.reset()) {
            json.writeBooleanField("reset", true);
          }
          json.writeObjectFieldStart("heartbeat");
          json.writeNumberField("intervalMs", welcome.beatMs());
          json.writeNumberField("timeoutMs", welcome.timeoutMs());
          json.writeEndObject();
          json.writeObjectFieldStart("limits");
          json.writeNumberField("maxBodyCharacters", MessageRules.MAX_BODY);
          json.writeEndObject();
        });
  }

  /**
   * What {@link #hello} tells.
   *
   * @param reset the cursor does not serve: nothing is replayed
   * @param beatMs how often to beat, milliseconds
   * @param timeoutMs who has not beaten for so long is gone, milliseconds
   */
  public record Welcome(
      String userId,
      String deviceId,
      String nodeId,
      String epoch,
      long head,
      boolean reset,
      long beatMs,
      long timeoutMs) {}

  /** Of {@code send}. */
  public static JsonBytes sent(ChannelId channel, long seq, long sentAtMs) {
    return Json.object(
        json -> {
          json.writeStringField("channelId", channel.value());
          json.writeNumberField("seq", seq);
          json.writeStringField("sentAt", Json.time(sentAtMs));
        });
  }

  /** Of {@code beat}. */
  public static JsonBytes head(long head) {
    return new JsonBytes(Buffer.buffer("{\"head\":" + head + '}'));
  }

  /** Of a request that is refused, on the plain socket. */
  public static JsonBytes error(ChatException why) {
    return Json.object(
        json -> {
          json.writeStringField("code", why.code().text());
          json.writeStringField("message", why.detail());
          json.writeBooleanField("retryable", why.code().retryable());
          if (why.retryAfterMs() > 0) {
            json.writeNumberField("retryAfterMs", why.retryAfterMs());
          }
        });
  }

  /**
   * A request that is refused, as the event-bus bridge tells it.
   *
   * @param address the reply's
   */
  public static JsonBytes failure(String address, ChatException why) {
    return Json.object(json -> fail(json, address, why));
  }

  /** A registration that is refused, as the event-bus bridge tells it. */
  public static JsonBytes accessDenied(String address, ChatException why) {
    return Json.object(
        json -> {
          fail(json, address, why);
          json.writeStringField("body", "access_denied"); // the stock bridge's word for it
        });
  }

  private static void fail(JsonGenerator json, String address, ChatException why)
      throws IOException {
    json.writeStringField("type", "err");
    json.writeStringField("address", address);
    json.writeNumberField("failureCode", why.code().status());
    json.writeStringField("failureType", "RECIPIENT_FAILURE");
    json.writeStringField("message", why.code().text());
    json.writeStringField("detail", why.detail());
    json.writeBooleanField("retryable", why.code().retryable());
    if (why.retryAfterMs() > 0) {
      json.writeNumberField("retryAfterMs", why.retryAfterMs());
    }
  }

  /** The whole frame that announces that the server will close the connection. */
  public static JsonBytes goaway(CloseCode why, long reconnectAfterMs) {
    return Json.object(
        json -> {
          json.writeStringField("op", "goaway");
          json.writeStringField("reason", why.reason());
          json.writeNumberField("reconnectAfterMs", reconnectAfterMs);
        });
  }
}
