package io.sotong.bridge;

import io.sotong.bus.AccountTalk.Identity;
import io.sotong.mailbox.Mailboxes;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far devices have stored their mailboxes, on its way to the store: the latest of each device
 * about once a second, also after its session has ended. On one event loop only.
 */
final class Acks {
  private final Mailboxes mailboxes;
  private Map<Device, Long> waiting = new HashMap<>();

  private record Device(UserId user, DeviceId device) {}

  Acks(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
  }

  void add(Identity who, long seq) {
    waiting.merge(new Device(who.user(), who.device()), seq, Math::max);
  }

  /** What the store refuses waits for the next time. */
  Future<Void> flush() {
    if (waiting.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<Device, Long> acks = waiting;
    waiting = new HashMap<>();
    List<Future<Void>> writes = new ArrayList<>(acks.size());
    acks.forEach(
        (who, seq) ->
            writes.add(
                mailboxes
                    .ack(who.user(), who.device(), seq)
                    .onFailure(cause -> waiting.merge(who, seq, Math::max))));
    return Future.join(writes).mapEmpty();
  }
}
