package io.sotong.launch;

import io.sotong.bus.Bus;
import io.sotong.channel.Channels;
import io.sotong.config.Kind;
import io.sotong.config.Plan;
import io.sotong.config.Settings;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.search.Finder;
import io.sotong.search.Rebuild;
import io.sotong.search.SearchIndex;
import io.sotong.search.SearchVerticle;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlUsers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search, wired, where it is open: what the API and the operator are offered of it, and the kind
 * {@code search}.
 */
final class SearchRoom {
  private static final Logger LOG = LoggerFactory.getLogger(SearchRoom.class);

  private final Vertx vertx;
  private final Stores stores;
  private final Channels channels;
  private final Settings.Search settings;
  private volatile @Nullable SearchIndex index;
  private @Nullable Rebuild rebuild;

  SearchRoom(Vertx vertx, Stores stores, Settings settings) {
    this.vertx = vertx;
    this.stores = stores;
    this.settings = settings.search();
    channels = new SqlChannels(stores.sql());
  }

  /** Opens the index, if the plan runs search and the profile has one. */
  Future<Void> open(Plan plan) {
    if (!plan.kinds().containsKey(Kind.SEARCH)) {
      return Future.succeededFuture();
    }
    if (stores.index().isEmpty()) {
      LOG.warn("the distributed profile has no search index yet: the kind search does not run");
    }
    return open();
  }

  /** Opens the index, if the profile has one. */
  Future<Void> open() {
    return stores.index().isEmpty()
        ? Future.succeededFuture()
        : stores.index().get().get().onSuccess(opened -> index = opened).mapEmpty();
  }

  boolean isOpen() {
    return index != null;
  }

  /** Who answers; empty where it is not open. */
  Optional<Finder> finder() {
    return Optional.ofNullable(index)
        .map(its -> new Finder(vertx, its, channels, new SqlUsers(stores.sql()), stores.log()));
  }

  /** The one instance of the kind; it must be open. */
  SearchVerticle verticle(Bus bus) {
    SearchIndex its = Optional.ofNullable(index).orElseThrow();
    return new SearchVerticle(bus, channels, stores.log(), its, settings.sweepMs());
  }

  /**
   * Begins to make the index anew, if told so and not under way.
   *
   * @return how far that is, for {@link Reindexing}; fails with {@code unavailable} where it is not
   *     open
   */
  synchronized Future<String> reindex(boolean begin) {
    SearchIndex its = index;
    if (its == null) {
      return Future.failedFuture(
          new ChatException(ErrorCode.UNAVAILABLE, "this node has no search index"));
    }
    Rebuild now = rebuild;
    if (now == null || begin && now.progress().over()) {
      now = new Rebuild(vertx, channels, stores.log(), its);
      if (begin) {
        rebuild = now;
        now.run().onFailure(cause -> LOG.warn("a rebuild ended early: {}", cause.getMessage()));
      }
    }
    return Future.succeededFuture(Reindexing.text(now.progress()));
  }

  Future<Void> close() {
    SearchIndex its = index;
    return its == null ? Future.succeededFuture() : its.close();
  }
}
