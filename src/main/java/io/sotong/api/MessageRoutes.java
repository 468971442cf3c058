package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.bus.Routers;
import io.sotong.channel.ChannelAccess;
import io.sotong.channel.History;
import io.sotong.channel.History.Place;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Message;
import io.sotong.protocol.Json;
import io.sotong.protocol.MessageRules;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Messages: history, and sending without a socket. */
public final class MessageRoutes implements Routes {
  private static final int PAGE = 50;

  private final Routers routers;
  private final ChannelAccess access;
  private final History history;

  public MessageRoutes(Routers routers, ChannelAccess access, History history) {
    this.routers = routers;
    this.access = access;
    this.history = history;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of("listMessages", this::list, "getMessage", this::get, "sendMessage", this::send);
  }

  private Future<Answer> list(Call call) {
    Place place = place(call);
    int limit = (int) call.queryNumber("limit").orElse(PAGE);
    return access
        .of(channel(call), call.caller().user())
        .compose(view -> history.page(view, place, limit))
        .map(page -> Answer.ok(json -> write(json, page)));
  }

  private static Place place(Call call) {
    OptionalLong before = call.queryNumber("before");
    OptionalLong after = call.queryNumber("after");
    OptionalLong around = call.queryNumber("around");
    if (Stream.of(before, after, around).filter(OptionalLong::isPresent).count() > 1) {
      throw new ChatException(
          ErrorCode.BAD_REQUEST, "At most one of before, after and around may be given.");
    }
    if (before.isPresent()) {
      return new Place.Before(before.getAsLong());
    }
    if (after.isPresent()) {
      return new Place.After(after.getAsLong());
    }
    return around.isPresent() ? new Place.Around(around.getAsLong()) : new Place.Newest();
  }

  private Future<Answer> get(Call call) {
    long seq = call.pathNumber("seq");
    return access
        .of(channel(call), call.caller().user())
        .compose(view -> history.one(view, seq))
        .map(message -> Answer.ok(json -> Pushes.write(json, message)));
  }

  private Future<Answer> send(Call call) {
    JsonObject message = call.body();
    String body = message.getString("body");
    String ref = message.getString("ref");
    Long base = message.getLong("base");
    MessageRules.check(body, ref);
    Send send =
        new Send(
            call.caller().user(),
            call.caller().device(),
            channel(call),
            body,
            ref,
            base == null ? OptionalLong.empty() : OptionalLong.of(base));
    return routers
        .send(send)
        .map(sent -> Answer.of(sent.isNew() ? 201 : 200, json -> write(json, sent)));
  }

  private static ChannelId channel(Call call) {
    return call.pathId("channelId", ChannelId::new);
  }

  private static void write(JsonGenerator json, History.Page page) throws IOException {
    json.writeArrayFieldStart("messages");
    for (Message message : page.messages()) {
      json.writeStartObject();
      Pushes.write(json, message);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("hasBefore", page.hasBefore());
    json.writeBooleanField("hasAfter", page.hasAfter());
  }

  private static void write(JsonGenerator json, Sent sent) throws IOException {
    json.writeStringField("channelId", sent.channel().value());
    json.writeNumberField("seq", sent.seq());
    json.writeStringField("sentAt", Json.time(sent.sentAtMs()));
  }
}
