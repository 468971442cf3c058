package io.sotong.store.redis;

import io.sotong.model.NodeId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes have given no sign of life for {@value #SILENT_MS} ms, by the clock of the server
 * alone. A node that was never heard of counts as alive, for it may have come just now.
 */
final class SilentNodes {
  /** How often a node gives a sign, and hears of the others. */
  static final long SIGN_MS = 1_000;

  private static final long SILENT_MS = 5_000;

  /** Longer than any session is kept in the table without its node. */
  private static final long FORGOTTEN_MS = 300_000;

  private final RedisLine line;
  private final Keys keys;
  private final Optional<NodeId> self;
  private volatile Set<NodeId> silent = Set.of();

  SilentNodes(RedisLine line, Keys keys, Optional<NodeId> self) {
    this.line = line;
    this.keys = keys;
    this.self = self;
  }

  boolean contains(NodeId node) {
    return silent.contains(node);
  }

  /** Gives a sign of life of this node, if it holds sessions, and hears of the others. */
  Future<Void> refresh() {
    return line.run(
            Script.NODES,
            List.of(keys.nodes()),
            List.of(
                self.map(NodeId::value).orElse(""),
                Long.toString(SILENT_MS),
                Long.toString(FORGOTTEN_MS)))
        .map(
            answer -> {
              Set<NodeId> heard = new HashSet<>();
              for (Response node : answer) {
                heard.add(new NodeId(node.toString()));
              }
              silent = heard;
              return null;
            });
  }

  /** This node goes in order, with no session left. */
  Future<Void> withdraw() {
    return self.isEmpty()
        ? Future.succeededFuture()
        : line.send(Request.cmd(Command.ZREM).arg(keys.nodes()).arg(self.get().value())).mapEmpty();
  }
}
