package io.sotong.discovery;

import io.sotong.model.NodeId;
import io.vertx.core.Future;
import java.util.List;

/**
 * The port to a list of servers: of those for chat, of those for pages. An announcement holds while
 * its announcer lives and repeats it. Of one that died, or was cut off, nothing is told any more
 * once {@link #EXPIRY_MS} have gone by, and as much again as the store takes to notice.
 *
 * <p>A call fails with {@code unavailable} while the store of it cannot be reached. Any thread.
 */
public interface ServerRegistry<S extends Announced> {
  /** How long an announcement holds, milliseconds. */
  long EXPIRY_MS = 6_000;

  /** Tells of a server, or that it goes on, or how it has changed. */
  Future<Void> announce(S server);

  /** It serves no longer. */
  Future<Void> withdraw(NodeId node);

  /** Those that are announced now, in no order. */
  Future<List<S>> servers();
}
