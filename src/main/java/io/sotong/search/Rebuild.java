package io.sotong.search;

import io.sotong.channel.Channels;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Makes an index anew from history, while it is in use: what is not in again yet is not found
 * meanwhile, what is said meanwhile is. Once for each object; any thread.
 */
public final class Rebuild {
  private static final int PAGE = 500;

  private final Channels channels;
  private final Log log;
  private final SearchIndex index;
  private final Feeder feeder;
  private volatile Progress progress = new Progress(0, 0, false);

  /** Rebuilds {@code index}. */
  public Rebuild(Vertx vertx, Channels channels, Log log, SearchIndex index) {
    this.channels = channels;
    this.log = log;
    this.index = index;
    feeder = new Feeder(vertx, log, index);
  }

  /**
   * How far it is.
   *
   * @param done messages that are in again
   * @param all messages that there were at the beginning
   * @param over it has ended
   */
  public record Progress(long done, long all, boolean over) {}

  /** How far it is. */
  public Progress progress() {
    return progress;
  }

  /** Does it; fails with {@code unavailable}, and then the rest is left to search's own round. */
  public Future<Void> run() {
    AtomicLong all = new AtomicLong();
    AtomicLong passed = new AtomicLong();
    return pages(ids -> heads(ids).map(all::addAndGet))
        .compose(
            counted -> {
              progress = new Progress(0, all.get(), false);
              return index.clear();
            })
        .compose(
            cleared ->
                pages(
                    ids ->
                        feeder
                            .feed(ids, Long.MAX_VALUE, this::more)
                            .compose(fed -> heads(ids))
                            .onSuccess(heads -> tell(passed.addAndGet(heads)))))
        .onComplete(
            end -> {
              long done = end.succeeded() ? all.get() : progress.done();
              progress = new Progress(done, all.get(), true);
            });
  }

  /** Page after page of all channels. */
  private Future<Void> pages(Function<List<ChannelId>, Future<Long>> visit) {
    return Future.future(end -> pages("", visit, end));
  }

  private void pages(
      String after, Function<List<ChannelId>, Future<Long>> visit, Promise<Void> end) {
    channels
        .ids(after, PAGE)
        .compose(ids -> visit.apply(ids).map(ids))
        .onSuccess(
            ids -> {
              if (ids.size() < PAGE) {
                end.complete();
              } else {
                pages(ids.get(ids.size() - 1).value(), visit, end);
              }
            })
        .onFailure(end::fail);
  }

  private Future<Long> heads(List<ChannelId> ids) {
    return log.get(ids, Register::channelHead)
        .map(heads -> heads.values().stream().mapToLong(Long::longValue).sum());
  }

  private void more(long added) {
    tell(progress.done() + added);
  }

  /** Search's own round brings some in too, and more is said. */
  private void tell(long done) {
    progress = new Progress(Math.min(done, progress.all()), progress.all(), false);
  }
}
