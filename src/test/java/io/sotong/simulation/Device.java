package io.sotong.simulation;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.log.Log;
import io.sotong.mailbox.Mailboxes;
import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.simulation.History.Got;
import io.sotong.wire.JsonBytes;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A device with its session: a cursor over a mailbox, and an outbox of what is not acknowledged.
 */
final class Device {
  private final DeviceId id;
  private final UserId user;
  private final Mailboxes mailboxes;
  private final Mutant mutant;
  private final List<Got> got;
  private final Map<ChannelId, Long> heads = new HashMap<>();
  private final List<Send> outbox = new ArrayList<>();
  private long cursor;
  private boolean reading;

  Device(DeviceId id, UserId user, Log log, Mutant mutant, History history, long cursor) {
    this.cursor = cursor;
    this.id = id;
    this.user = user;
    this.mailboxes = new Mailboxes(log);
    this.mutant = mutant;
    this.got = history.of(id);
  }

  DeviceId id() {
    return id;
  }

  UserId user() {
    return user;
  }

  List<Send> outbox() {
    return outbox;
  }

  long cursor() {
    return cursor;
  }

  /** The highest seq of a channel that came through the mailbox. */
  long base(ChannelId channel) {
    return heads.getOrDefault(channel, 0L);
  }

  void hint(long place, JsonBytes fields) {
    if (place == cursor + 1 || mutant == Mutant.MAX_CURSOR && place > cursor) {
      store(place, fields);
    } else if (place > cursor) {
      readOn();
    }
  }

  void beat() {
    mailboxes
        .head(user)
        .onSuccess(
            head -> {
              if (head > cursor && mutant != Mutant.HEADLESS_BEAT) {
                readOn();
              }
            });
  }

  private void readOn() {
    if (reading) {
      return;
    }
    reading = true;
    mailboxes
        .read(user, cursor, 3, 1 << 16)
        .onComplete(
            page -> {
              reading = false;
              if (page.succeeded() && !page.result().entries().isEmpty()) {
                for (Mailboxes.Told told : page.result().entries()) {
                  if (told.seq() == cursor + 1) {
                    store(told.seq(), told.fields());
                  }
                }
                readOn();
              }
            });
  }

  private void store(long place, JsonBytes fields) {
    cursor = place;
    JsonObject message =
        new JsonObject("{" + fields.plain() + "}").getJsonObject("message", new JsonObject());
    if (!message.isEmpty()) {
      ChannelId channel = new ChannelId(message.getString("channelId"));
      got.add(new Got(place, channel, message.getLong("seq")));
      heads.merge(channel, message.getLong("seq"), Math::max);
    } else {
      got.add(new Got(place, Got.NO_MESSAGE, 0));
    }
  }
}
