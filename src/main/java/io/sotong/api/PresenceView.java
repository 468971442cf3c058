package io.sotong.api;

import io.sotong.model.UserId;
import io.sotong.presence.PresenceTable;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Tells who is here; fails with {@code unavailable}. */
@FunctionalInterface
public interface PresenceView {
  /** The status of each of {@code users}; who is left out is offline. */
  Future<Map<UserId, PresenceTable.Status>> of(List<UserId> users);
}
