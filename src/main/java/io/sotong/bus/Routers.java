package io.sotong.bus;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.NodeId;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The way to the routers: every node sends what is for one channel to the same router, as long as
 * all have heard of the same ones. So a device's messages keep the order in which it sent them, and
 * those that wait share a write. It is a preference and no more: any router may store any message,
 * and whoever is sent to the wrong one, or finds the chosen one gone, is served all the same. Any
 * thread.
 */
public final class Routers {
  /** How often a router says that it is there, milliseconds. */
  public static final long SIGN_MS = 1_000;

  /** Silent for so long, it is chosen no more. */
  private static final long FORGOTTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * SIGN_MS + 500);

  private final Bus bus;
  private final LongSupplier nanoTime;
  private final Map<NodeId, Long> heardAt = new ConcurrentHashMap<>();

  /** Begins to listen for routers; {@code nanoTime} only goes forward. */
  public Routers(Bus bus, LongSupplier nanoTime) {
    this.bus = bus;
    this.nanoTime = nanoTime;
    bus.listen(Addresses.ROUTER_HERE, node -> heardAt.put(node, nanoTime.getAsLong()));
  }

  /** Has a message stored; fails with the codes of {@code send}. */
  public Future<Sent> send(Send message) {
    return chosen(message.channel())
        .map(node -> send(node, message))
        .orElseGet(() -> bus.request(Addresses.ROUTE, message));
  }

  /** Who does not answer is left out until it says again that it is there. */
  private Future<Sent> send(NodeId node, Send message) {
    return bus.request(Addresses.route(node), Addresses.ROUTE, message)
        .onFailure(
            cause -> {
              if (ChatException.from(cause).code() == ErrorCode.UNAVAILABLE) {
                heardAt.remove(node);
              }
            });
  }

  /** Of the routers that are there, that of the channel; empty while none was heard. */
  Optional<NodeId> chosen(ChannelId channel) {
    long oldest = nanoTime.getAsLong() - FORGOTTEN_NANOS;
    heardAt.values().removeIf(at -> at - oldest < 0);
    NodeId best = null;
    long highest = 0;
    for (NodeId node : heardAt.keySet()) {
      long weight = weight(channel, node);
      if (best == null || weight > highest) {
        best = node;
        highest = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Rendezvous hashing: when a router comes or goes, only its own channels move. */
  private static long weight(ChannelId channel, NodeId node) {
    long mixed = (channel.value().hashCode() * 0x9E3779B97F4A7C15L) ^ node.value().hashCode();
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 32);
  }
}
