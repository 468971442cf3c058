package io.sotong.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.RouteTalk.MarkRead;
import io.sotong.channel.ChannelAccess;
import io.sotong.channel.ReadMarks;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Map;

/** Read markers. */
public final class ReadRoutes implements Routes {
  private final Bus bus;
  private final ChannelAccess access;
  private final ReadMarks marks;

  public ReadRoutes(Bus bus, ChannelAccess access, ReadMarks marks) {
    this.bus = bus;
    this.access = access;
    this.marks = marks;
  }

  @Override
  public Map<String, Operation> operations() {
    return Map.of("markRead", this::mark, "listReads", this::list);
  }

  private Future<Answer> mark(Call call) {
    MarkRead mark = new MarkRead(call.caller().user(), channel(call), call.body().getLong("seq"));
    return bus.request(Addresses.READ, mark).map(done -> Answer.none());
  }

  private Future<Answer> list(Call call) {
    return access
        .of(channel(call), call.caller().user())
        .compose(marks::of)
        .map(all -> Answer.ok(json -> write(json, all)));
  }

  private static void write(JsonGenerator json, Map<UserId, Long> marks) throws IOException {
    json.writeArrayFieldStart("reads");
    for (Map.Entry<UserId, Long> mark : marks.entrySet()) {
      json.writeStartObject();
      json.writeStringField("userId", mark.getKey().value());
      json.writeNumberField("seq", mark.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static ChannelId channel(Call call) {
    return call.pathId("channelId", ChannelId::new);
  }
}
