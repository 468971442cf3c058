package io.sotong.discovery;

import io.sotong.model.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an announcement of this node alive, with its load. One for each list that it is on. */
public final class Announcer<S extends Announced> {
  /** Three tries within what an announcement holds. */
  private static final long EVERY_MS = ServerRegistry.EXPIRY_MS / 3;

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final Vertx vertx;
  private final ServerRegistry<S> registry;
  private final Supplier<S> self;
  private long timer = -1;

  /** Announces what {@code self} says at each time. */
  public Announcer(Vertx vertx, ServerRegistry<S> registry, Supplier<S> self) {
    this.vertx = vertx;
    this.registry = registry;
    this.self = self;
  }

  /** Announces now and again from now on; completes when others can see it. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(EVERY_MS, tick -> announce());
    return announce();
  }

  /** Tells at once what has changed: draining, say. */
  public Future<Void> announce() {
    return registry
        .announce(self.get())
        .onFailure(cause -> LOG.warn("this node is not announced: {}", cause.getMessage()));
  }

  /** Repeats it no more: it holds for the rest of {@link ServerRegistry#EXPIRY_MS}. */
  public void cease() {
    vertx.cancelTimer(timer);
  }

  /** Serves no longer. */
  public Future<Void> stop() {
    cease();
    NodeId node = self.get().nodeId();
    return registry.withdraw(node);
  }
}
