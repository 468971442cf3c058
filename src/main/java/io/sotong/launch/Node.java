package io.sotong.launch;

import io.sotong.config.Kind;
import io.sotong.config.Plan;
import io.sotong.config.Settings;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.ops.Health;
import io.sotong.ops.ManagementServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of the service: starts what its plan says, in order, and stops it in reverse. {@link
 * #start} and {@link #stop} are called once each, on any thread.
 */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Effective effective;
  private final Settings settings;
  private final Plan plan;
  private final Clock clock;
  private final NodeId nodeId;
  private final Health health = new Health();

  /** What must be undone, the latest first. */
  private final Deque<Step> undo = new ArrayDeque<>();

  Node(Effective effective, Clock clock) {
    this.effective = effective;
    this.settings = effective.settings();
    this.plan = effective.plan();
    this.clock = clock;
    String id = settings.node().id();
    this.nodeId = new NodeId(id.isEmpty() ? Ids.next() : id);
  }

  private record Step(String name, java.util.function.Supplier<Future<?>> undo) {}

  /** Starts everything; completes with the line that tells where to click, when all can be used. */
  Future<String> start() {
    return ClusterBus.start(settings.cluster())
        .compose(
            vertx -> {
              then("the bus", vertx::close);
              return Stores.open(vertx, effective, holder())
                  .compose(
                      stores -> {
                        then("the stores", stores::close);
                        return Registries.open(vertx, settings)
                            .compose(
                                registries -> {
                                  then("the registry", registries.close()::get);
                                  return start(rooms(vertx, stores, registries));
                                });
                      });
            })
        .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
  }

  /** This node, if it holds sessions. */
  private Optional<NodeId> holder() {
    return plan.kinds().containsKey(Kind.BRIDGE) ? Optional.of(nodeId) : Optional.empty();
  }

  private Rooms rooms(Vertx vertx, Stores stores, Registries registries) {
    return new Rooms(vertx, stores, registries, settings, nodeId, clock, health);
  }

  private Future<String> start(Rooms rooms) {
    Future<?> started =
        rooms
            .vertx()
            .executeBlocking(() -> OperatorKey.make(Path.of(settings.data())))
            .compose(key -> manage(rooms, key));
    SearchRoom search = rooms.operations().search();
    then("the search index", search::close);
    started =
        started
            .compose(done -> search.open(plan))
            .compose(done -> rooms.open(plan))
            .onSuccess(done -> then("the pages' announcement", rooms::hush));
    for (Map.Entry<Kind, Plan.Share> share : plan.kinds().entrySet()) {
      started =
          started.compose(
              done ->
                  share.getKey() == Kind.SEARCH && !search.isOpen()
                      ? Future.succeededFuture()
                      : deploy(rooms, share.getKey(), share.getValue()));
    }
    return started
        .compose(done -> rooms.announce(plan))
        .map(
            done -> {
              then("service discovery", () -> drain(rooms));
              health.become(Health.State.READY);
              return rooms.greeting(plan);
            });
  }

  private Future<Integer> manage(Rooms rooms, String operatorKey) {
    ManagementServer management =
        new ManagementServer(
            rooms.vertx(),
            health,
            rooms.metrics(),
            () -> drain(rooms),
            new ManagementServer.Operator(operatorKey, rooms.operations().calls()));
    int port = settings.management().port();
    return Refusals.naming(
            "management.port", port, management.start(settings.management().host(), port))
        .onSuccess(listening -> then("the management port", management::stop));
  }

  /** All instances of a kind; they are undeployed together. */
  private Future<Void> deploy(Rooms rooms, Kind kind, Plan.Share share) {
    List<Future<String>> deployed = new ArrayList<>();
    for (int i = 0; i < share.instances(); i++) {
      deployed.add(listening(kind, rooms.vertx().deployVerticle(rooms.verticle(kind))));
    }
    then(
        kind.text(),
        () ->
            Future.join(
                deployed.stream()
                    .filter(Future::succeeded)
                    .map(id -> rooms.vertx().undeploy(id.result()))
                    .toList()));
    return Future.all(deployed).mapEmpty();
  }

  private <T> Future<T> listening(Kind kind, Future<T> deployed) {
    return switch (kind) {
      case API -> Refusals.naming("api.port", settings.api().port(), deployed);
      case BRIDGE -> Refusals.naming("chat.port", settings.chat().port(), deployed);
      case PRESENCE, PUSH, SEARCH, ROUTER -> deployed;
    };
  }

  /** No new sessions from now on, and those that are here are sent away in slices. */
  private Future<Void> drain(Rooms rooms) {
    if (health.state() == Health.State.DRAINING) {
      return Future.succeededFuture();
    }
    health.become(Health.State.DRAINING);
    return rooms.leave(plan);
  }

  /**
   * Stops what was started, in reverse; what fails is told, and the rest is stopped all the same.
   */
  Future<Void> stop() {
    Future<Void> stopped = Future.succeededFuture();
    List<Step> steps;
    synchronized (undo) {
      steps = List.copyOf(undo);
      undo.clear();
    }
    for (Step step : steps) {
      stopped =
          stopped
              .compose(done -> step.undo().get())
              .onFailure(cause -> LOG.warn("{} did not stop cleanly", step.name(), cause))
              .transform(done -> Future.succeededFuture());
    }
    return stopped;
  }

  private void then(String name, java.util.function.Supplier<Future<?>> step) {
    synchronized (undo) {
      undo.push(new Step(name, step));
    }
  }
}
