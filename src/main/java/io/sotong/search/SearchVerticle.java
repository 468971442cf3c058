package io.sotong.search;

import io.sotong.bus.Addresses;
import io.sotong.bus.Bus;
import io.sotong.bus.SearchTalk.Stored;
import io.sotong.bus.Subscription;
import io.sotong.channel.Channels;
import io.sotong.log.Log;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kind {@code search}: hears in which channels something was said, and brings it into the
 * index. What it is not told, or has missed while it or the index was away, the round finds: it
 * goes without a rest until it is through for the first time, and as long as it finds much.
 */
public final class SearchVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SearchVerticle.class);

  /** Channels of which it has heard and at which it has not looked. */
  private static final int MAX_HEARD = 20_000;

  /** A channel that lags by more is left to the round, so that it holds up no other. */
  private static final int MOST_AT_ONCE = 1_000;

  /** A step of the round that brought in so many is followed by the next at once. */
  private static final long MUCH = 1_000;

  private static final int PAGE = 500;

  private final Bus bus;
  private final Channels channels;
  private final Log log;
  private final SearchIndex index;
  private final long sweepMs;
  private Set<ChannelId> heard = new LinkedHashSet<>();
  private boolean feeding;
  private boolean first = true;
  private boolean stopped;

  /**
   * Feeds {@code index}.
   *
   * @param sweepMs between two steps of a round that finds nothing
   */
  public SearchVerticle(Bus bus, Channels channels, Log log, SearchIndex index, long sweepMs) {
    this.bus = bus;
    this.channels = channels;
    this.log = log;
    this.index = index;
    this.sweepMs = sweepMs;
  }

  @Override
  public Future<?> start() {
    Feeder feeder = new Feeder(vertx, log, index);
    Subscription told = bus.listen(Addresses.STORED, stored -> hear(feeder, stored));
    go(new Round(channels, feeder, PAGE));
    return told.ready();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.succeededFuture();
  }

  private void hear(Feeder feeder, Stored stored) {
    for (ChannelId channel : stored.channels()) {
      if (heard.size() < MAX_HEARD) {
        heard.add(channel);
      }
    }
    feed(feeder);
  }

  private void feed(Feeder feeder) {
    if (feeding || stopped || heard.isEmpty()) {
      return;
    }
    feeding = true;
    List<ChannelId> now = List.copyOf(heard);
    heard = new LinkedHashSet<>();
    feeder
        .feed(now, MOST_AT_ONCE, added -> {})
        .onFailure(cause -> LOG.warn("the index is put off: {}", cause.getMessage()))
        .onComplete(
            done -> {
              feeding = false;
              feed(feeder);
            });
  }

  private void go(Round round) {
    if (stopped) {
      return;
    }
    round
        .step()
        .onFailure(cause -> LOG.warn("the index's round is put off: {}", cause.getMessage()))
        .onComplete(
            done -> {
              boolean busy = done.succeeded() && (first || done.result().added() >= MUCH);
              first = first && !(done.succeeded() && done.result().last());
              vertx.setTimer(busy ? 1 : sweepMs, timer -> go(round));
            });
  }
}
