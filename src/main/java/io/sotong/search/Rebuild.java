package io.sotong.search;

import io.sotong.channel.Channels;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

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
    return count("", 0)
        .compose(
            all -> {
              progress = new Progress(0, all, false);
              return index.clear();
            })
        .compose(cleared -> step("", 0))
        .onComplete(
            end -> {
              long all = progress.all();
              progress = new Progress(end.succeeded() ? all : progress.done(), all, true);
            });
  }

  private Future<Long> count(String after, long before) {
    return channels
        .ids(after, PAGE)
        .compose(
            ids ->
                heads(ids)
                    .compose(
                        heads ->
                            ids.size() < PAGE
                                ? Future.succeededFuture(before + heads)
                                : count(last(ids), before + heads)));
  }

  private Future<Void> step(String after, long before) {
    return channels
        .ids(after, PAGE)
        .compose(
            ids ->
                feeder
                    .feed(ids, Long.MAX_VALUE, this::more)
                    .compose(fed -> heads(ids))
                    .compose(
                        heads -> {
                          tell(before + heads);
                          return ids.size() < PAGE
                              ? Future.succeededFuture()
                              : step(last(ids), before + heads);
                        }));
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

  private static String last(List<ChannelId> ids) {
    return ids.get(ids.size() - 1).value();
  }
}
