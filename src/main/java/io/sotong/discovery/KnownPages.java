package io.sotong.discovery;

import io.sotong.origin.Page;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of the nodes that serve them and are alive, so that a door may know its own from
 * others. One for each node that has bridges; {@link #known} on any thread.
 */
public final class KnownPages {
  /** After so long at most a page server that is new is known, milliseconds. */
  private static final long LOOK_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(KnownPages.class);

  private final Vertx vertx;
  private final ServerRegistry<PageServer> registry;
  private final Page settings;
  private volatile List<Page> known;
  private long timer = -1;

  /**
   * Knows what the settings say, until {@link #start}.
   *
   * @param settings where pages are by the settings of this node, whoever is alive
   */
  public KnownPages(Vertx vertx, ServerRegistry<PageServer> registry, Page settings) {
    this.vertx = vertx;
    this.registry = registry;
    this.settings = settings;
    known = List.of(settings);
  }

  /** Looks now and again from now on; completes when those that are there are known. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(LOOK_MS, tick -> look());
    return look();
  }

  /** Looks no more. */
  public void stop() {
    vertx.cancelTimer(timer);
  }

  public List<Page> known() {
    return known;
  }

  /** While nobody can be asked, what was known stays. */
  private Future<Void> look() {
    return registry
        .servers()
        .onFailure(cause -> LOG.debug("page servers are not looked up: {}", cause.getMessage()))
        .map(
            servers -> {
              known =
                  Stream.concat(Stream.of(settings), servers.stream().map(PageServer::page))
                      .distinct()
                      .toList();
              return null;
            });
  }
}
