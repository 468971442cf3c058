package io.sotong.push;

import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.MailboxTalk.Place;
import io.sotong.bus.Subscription;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kind {@code push}: hears who may have to be woken, keeps that in the queue, and wakes. What
 * it hears within a moment is looked at together, so that ten messages to one user are one wake-up.
 */
public final class PushVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PushVerticle.class);

  /** Long enough for those who write in short lines. */
  private static final long TOGETHER_MS = 500;

  /** Users of whom it has heard and at whom it has not looked; the round finds what is beyond. */
  private static final int MAX_HEARD = 20_000;

  private static final int PAGE = 500;

  private final Bus bus;
  private final PushQueue queue;
  private final Providers providers;
  private final Watch watch;
  private final Waker waker;
  private final long sweepMs;
  private final List<Subscription> served = new ArrayList<>();
  private Map<UserId, Boolean> heard = new HashMap<>();
  private boolean looking;
  private boolean stepping;

  /**
   * Owns {@code queue} and {@code providers}, and closes them.
   *
   * @param sweepMs between two steps of the round among all who are registered
   */
  public PushVerticle(
      Bus bus, Sources sources, PushQueue queue, Providers providers, long sweepMs) {
    this.bus = bus;
    this.queue = queue;
    this.sweepMs = sweepMs;
    watch = new Watch(sources, queue, PAGE);
    this.providers = providers;
    waker = new Waker(sources, providers);
  }

  @Override
  public Future<?> start() {
    served.add(bus.listen(Addresses.WAKE, wake -> hear(wake.places())));
    vertx.setPeriodic(TOGETHER_MS, timer -> look());
    vertx.setPeriodic(sweepMs, timer -> step());
    step();
    return queue
        .consume(waker)
        .compose(begun -> Future.all(served.stream().map(Subscription::ready).toList()));
  }

  @Override
  public Future<?> stop() {
    return Future.join(served.stream().map(Subscription::close).toList())
        .transform(closed -> queue.close())
        .transform(closed -> providers.close());
  }

  private void hear(List<Place> places) {
    for (Place place : places) {
      if (heard.size() < MAX_HEARD || heard.containsKey(place.user())) {
        heard.merge(place.user(), place.seq() == 0, Boolean::logicalOr);
      }
    }
  }

  private void look() {
    if (looking || heard.isEmpty()) {
      return;
    }
    looking = true;
    Map<UserId, Boolean> now = heard;
    heard = new HashMap<>();
    watch
        .look(now)
        .onFailure(cause -> LOG.warn("wake-ups are put off: {}", cause.getMessage()))
        .onComplete(done -> looking = false);
  }

  private void step() {
    if (stepping) {
      return;
    }
    stepping = true;
    watch
        .step()
        .onFailure(cause -> LOG.warn("the round is put off: {}", cause.getMessage()))
        .onComplete(done -> stepping = false);
  }
}
