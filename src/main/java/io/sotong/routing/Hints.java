package io.sotong.routing;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.List;

/** Wakes the sessions of mailboxes in which something new stands; may fail to, at no harm. */
@FunctionalInterface
public interface Hints {
  /** Tells the live sessions of {@code places}; answers with those who have none. */
  Future<List<UserId>> hint(List<Place> places, JsonBytes fields);
}
