package io.sotong.routing;

import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Signal;
import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.bus.RouteTalk.Typing;
import io.sotong.bus.Routers;
import io.sotong.bus.SearchTalk.Stored;
import io.sotong.bus.Subscription;
import io.sotong.log.Log;
import io.sotong.mailbox.Postman;
import io.sotong.model.ChannelId;
import io.sotong.model.NodeId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kind {@code router}: serves {@link Router} on the bus, and sweeps. */
public final class RouterVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RouterVerticle.class);
  private static final long DRAIN_STEP_MS = 20;

  /** Search is told of so much together. */
  private static final long TOLD_MS = 200;

  private static final int MAX_STORED = 20_000;

  private final Bus bus;
  private final Postman postman;
  private final Router router;
  private final RoutingOptions options;
  private final NodeId node;
  private final List<Subscription> served = new ArrayList<>();
  private Set<ChannelId> stored = new LinkedHashSet<>();
  private boolean sweeping;

  public RouterVerticle(
      Bus bus, Postman postman, Router router, RoutingOptions options, NodeId node) {
    this.bus = bus;
    this.postman = postman;
    this.router = router;
    this.options = options;
    this.node = node;
  }

  @Override
  public Future<?> start() {
    served.add(bus.serve(Addresses.ROUTE, this::send));
    served.add(bus.serve(Addresses.route(node), this::send));
    served.add(bus.serve(Addresses.READ, router::markRead));
    served.add(bus.listen(Addresses.TYPING, this::typing));
    served.add(bus.listen(Addresses.NOTICES, news -> deliverNotices()));
    vertx.setPeriodic(options.sweepMs(), timer -> sweep());
    vertx.setPeriodic(TOLD_MS, timer -> tellSearch());
    vertx.setPeriodic(Routers.SIGN_MS, timer -> bus.publish(Addresses.ROUTER_HERE, node));
    deliverNotices();
    sweep();
    return Future.all(served.stream().map(Subscription::ready).toList())
        .onSuccess(ready -> bus.publish(Addresses.ROUTER_HERE, node));
  }

  /** Takes no more, and ends once what was taken is answered. */
  @Override
  public Future<?> stop() {
    return Future.join(served.stream().map(Subscription::close).toList())
        .transform(closed -> drained());
  }

  private Future<Void> drained() {
    if (router.waiting() == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> later = Promise.promise();
    vertx.setTimer(DRAIN_STEP_MS, timer -> drained().onComplete(later));
    return later.future();
  }

  private Future<Sent> send(Send send) {
    return router
        .send(send)
        .onSuccess(
            sent -> {
              if (stored.size() < MAX_STORED) {
                stored.add(sent.channel());
              }
            });
  }

  /** Nobody waits for it; what it is not told, search finds by itself. */
  private void tellSearch() {
    if (!stored.isEmpty()) {
      bus.send(Addresses.STORED, new Stored(List.copyOf(stored)));
      stored = new LinkedHashSet<>();
    }
  }

  private void typing(Typing typing) {
    router
        .listeners(typing)
        .onSuccess(
            users ->
                postman.tell(
                    users, new Signal.Frame(Pushes.typing(typing.channel(), typing.user()))));
  }

  private Future<Void> deliverNotices() {
    return router
        .deliverNotices()
        .onFailure(cause -> LOG.warn("notices are put off: {}", cause.getMessage()));
  }

  /** One round over all slots at a time; whatever fails, the next round comes. */
  private void sweep() {
    if (sweeping) {
      return;
    }
    sweeping = true;
    Future<Void> round = guarded(this::deliverNotices);
    for (int slot = 0; slot < Log.SLOTS; slot++) {
      int next = slot;
      round = round.compose(done -> guarded(() -> router.sweep(next)));
    }
    round.onComplete(done -> sweeping = false);
  }

  private static Future<Void> guarded(Supplier<Future<Void>> step) {
    return step.get().otherwiseEmpty();
  }
}
