package io.sotong.mailbox;

import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The port that tells which nodes hold sessions of a user. A wrong answer only delays an entry
 * until the next heartbeat.
 */
public interface SessionDirectory {
  /**
   * The nodes of each of {@code users}, one look-up for all. A user without a live session is left
   * out: that one is away.
   */
  Future<Map<UserId, Set<NodeId>>> nodesOf(List<UserId> users);
}
