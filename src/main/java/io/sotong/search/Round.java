package io.sotong.search;

import io.sotong.channel.Channels;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.List;

/** Goes through all channels, again and again, and brings the index up in each. Not thread-safe. */
final class Round {
  private final Channels channels;
  private final Feeder feeder;
  private final int page;
  private String reached = "";

  /**
   * Goes by {@code channels}.
   *
   * @param page how many of them in one step
   */
  Round(Channels channels, Feeder feeder, int page) {
    this.channels = channels;
    this.feeder = feeder;
    this.page = page;
  }

  /**
   * What a step found.
   *
   * @param added messages that were not in
   * @param last the round is through, and begins anew
   */
  record Step(long added, boolean last) {}

  /** The next step; one that fails is to be made again. */
  Future<Step> step() {
    return channels
        .ids(reached, page)
        .compose(
            ids ->
                feeder
                    .feed(ids, Long.MAX_VALUE, more -> {})
                    .map(
                        added -> {
                          boolean last = ids.size() < page;
                          reached = last ? "" : lastOf(ids);
                          return new Step(added, last);
                        }));
  }

  private static String lastOf(List<ChannelId> ids) {
    return ids.get(ids.size() - 1).value();
  }
}
