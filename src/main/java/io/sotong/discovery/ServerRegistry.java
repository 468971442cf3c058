package io.sotong.discovery;

import io.sotong.model.NodeId;
import io.vertx.core.Future;
import java.util.List;

/**
 * The port to the list of chat servers. What is not announced again within {@link #EXPIRY_MS} is
 * gone.
 */
public interface ServerRegistry {
  /** How long an announcement holds, milliseconds. */
  long EXPIRY_MS = 6_000;

  /** Tells of a server, or that it goes on, or how it has changed. */
  Future<Void> announce(ChatServer server);

  /** It serves no longer. */
  Future<Void> withdraw(NodeId node);

  /** Those that are announced now, in no order. */
  Future<List<ChatServer>> servers();
}
