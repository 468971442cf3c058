package io.sotong.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of a list that are alive, kept at hand for what cannot wait for an answer: bridges
 * know by it whose pages they let in, and pages which chat servers they may connect to. {@link
 * #servers} on any thread.
 */
public final class Known<S extends Announced> {
  /** After so long at most a server that is new is known, milliseconds. */
  private static final long LOOK_MS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(Known.class);

  private final Vertx vertx;
  private final ServerRegistry<S> registry;
  private volatile List<S> servers = List.of();
  private long timer = -1;

  /** Knows nobody, until {@link #start}. */
  public Known(Vertx vertx, ServerRegistry<S> registry) {
    this.vertx = vertx;
    this.registry = registry;
  }

  /**
   * Looks now and again from now on; completes when those that are there are known, or nobody can
   * be asked.
   */
  public Future<Void> start() {
    timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    return look();
  }

  /** Looks no more. */
  public void stop() {
    vertx.cancelTimer(timer);
  }

  public List<S> servers() {
    return servers;
  }

  /** While nobody can be asked, what was known stays. */
  private Future<Void> look() {
    return registry
        .servers()
        .onSuccess(found -> servers = found)
        .onFailure(cause -> LOG.debug("servers are not looked up: {}", cause.getMessage()))
        .transform(done -> Future.succeededFuture());
  }
}
