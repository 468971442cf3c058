package io.sotong.api;

import io.sotong.discovery.ChatServer;
import io.sotong.discovery.Choice;
import io.sotong.discovery.ServerRegistry;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Chooses chat servers for clients. Any thread, if the dice are. */
public final class Servers {
  private final ServerRegistry<ChatServer> registry;
  private final RandomGenerator dice;

  public Servers(ServerRegistry<ChatServer> registry, RandomGenerator dice) {
    this.registry = registry;
    this.dice = dice;
  }

  /** The best there is; {@code no_chat_server} if there is none. */
  Future<ChatServer> best(Optional<String> zone, Set<NodeId> exclude) {
    return registry
        .servers()
        .compose(
            servers ->
                Choice.best(servers, zone, exclude, dice)
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                new ChatException(
                                    ErrorCode.NO_CHAT_SERVER,
                                    "No chat server is free just now."))));
  }
}
