package io.sotong.launch;

import io.sotong.config.Profile;
import io.sotong.config.Settings;
import io.sotong.log.Log;
import io.sotong.mailbox.SessionDirectory;
import io.sotong.model.NodeId;
import io.sotong.presence.PresenceTable;
import io.sotong.push.PushQueue;
import io.sotong.search.SearchIndex;
import io.sotong.store.sql.SqlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The stores of one profile: chosen here, once, and nowhere else.
 *
 * @param queue opens the queue of wake-ups, where push runs; whoever does closes it
 * @param index opens the search index, where search runs, if this profile has one; whoever does
 *     closes it
 * @param figures what they tell of themselves
 * @param closing how each is closed, in this order; the others are closed also when one fails
 */
record Stores(
    Log log,
    SqlStore sql,
    PresenceTable presence,
    SessionDirectory directory,
    Function<InstantSource, Future<PushQueue>> queue,
    Optional<Supplier<Future<SearchIndex>>> index,
    Consumer<Metrics> figures,
    List<Supplier<Future<Void>>> closing) {

  /**
   * Opens all of them; fails with a sentence if one cannot be used. Presence in a shared store is
   * told of {@code self}, if this process holds sessions.
   */
  static Future<Stores> open(Vertx vertx, Effective effective, Optional<NodeId> self) {
    return effective.settings().profile() == Profile.EMBEDDED
        ? EmbeddedStores.open(vertx, effective.settings())
        : DistributedStores.open(vertx, effective, self);
  }

  /** The queue of wake-ups alone, as an operator looks at it; whoever opens it closes it. */
  static Function<InstantSource, Future<PushQueue>> queue(Vertx vertx, Settings settings) {
    return settings.profile() == Profile.EMBEDDED
        ? EmbeddedStores.queue(vertx, settings)
        : DistributedStores.queue(vertx, settings);
  }

  Future<Void> close() {
    return closeAll(closing);
  }

  static Future<Void> closeAll(List<Supplier<Future<Void>>> closing) {
    return Future.join(closing.stream().map(Supplier::get).toList()).mapEmpty();
  }
}
