package io.sotong.channel;

import io.sotong.channel.Channels.Changed;
import io.sotong.log.Log;
import io.sotong.log.Raise;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;

/**
 * Makes and changes channels. Before a change is answered the channel's version register is raised,
 * so that no router judges a later message by what was before it; should this process die between
 * the two, the notice that waits beside the change raises it. Any thread; futures fail with the
 * codes of {@link Channels}.
 */
public final class ChannelChanges {
  private final Channels channels;
  private final Log log;
  private final InstantSource clock;
  private final Runnable news;

  /**
   * Changes {@code channels}.
   *
   * @param news is run after each change: notices wait for delivery
   */
  public ChannelChanges(Channels channels, Log log, InstantSource clock, Runnable news) {
    this.channels = channels;
    this.log = log;
    this.clock = clock;
    this.news = news;
  }

  /** The direct channel of the two, made if there was none. */
  public Future<Changed> direct(UserId creator, UserId other) {
    return Future.future(
        made ->
            channels
                .create(ChannelRules.direct(newId(), creator, other, clock.millis()))
                .compose(this::raised)
                .onComplete(made));
  }

  /** A new group. */
  public Future<Changed> group(UserId creator, String name, List<UserId> others) {
    return Future.future(
        made ->
            channels
                .create(ChannelRules.group(newId(), creator, name, others, clock.millis()))
                .compose(this::raised)
                .onComplete(made));
  }

  /** What a channel becomes by {@code wish}. */
  public Future<Channel> change(ChannelId channel, Wish wish) {
    return channels.change(channel, wish).compose(this::raised).map(Changed::channel);
  }

  /** Takes {@code user} out of all groups. */
  public Future<Void> leaveAll(UserId user) {
    return channels.leaveAll(user).compose(this::raised).mapEmpty();
  }

  private static ChannelId newId() {
    return new ChannelId(Ids.next());
  }

  private Future<Changed> raised(Changed changed) {
    return raised(List.of(changed)).map(changed);
  }

  /** Also when nothing changed: whoever changed it may have died before raising. */
  private Future<Void> raised(List<Changed> changes) {
    if (changes.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Raise> raises = changes.stream().map(Changed::raise).toList();
    return log.raise(raises).onComplete(done -> news.run()).mapEmpty();
  }
}
