package io.sotong.search;

import io.sotong.account.User;
import io.sotong.account.Users;
import io.sotong.channel.Channels;
import io.sotong.log.Log;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Message;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers who looks for something: over the channels of which one is a member at the time of
 * asking, and no others. The text that is told is the channels' logs'; what a removed account wrote
 * is not found. Any thread.
 */
public final class Finder {
  private final Channels channels;
  private final Users users;
  private final Sift sift;

  /** Finds by {@code index}. */
  public Finder(Vertx vertx, SearchIndex index, Channels channels, Users users, Log log) {
    this.channels = channels;
    this.users = users;
    this.sift = new Sift(vertx, index, users, log);
  }

  /** A message, and where in it what was looked for is found. */
  public record Hit(Message message, List<Highlight> highlights) {}

  /**
   * Some of what is found, newest first.
   *
   * @param next where to look on, if there may be more
   */
  public record Page(List<Hit> hits, Optional<String> next) {}

  /**
   * Messages in which everything is found that a query names; fails with {@code invalid} for a
   * query that cannot be, {@code not_found} for a {@code channel} that is none of {@code user}'s,
   * {@code bad_request} for a {@code before} that is no {@link Page#next}, {@code unavailable}.
   */
  public Future<Page> search(
      UserId user, String text, Optional<ChannelId> channel, Optional<String> before, int limit) {
    return Future.succeededFuture()
        .compose(
            begun -> {
              Query query = Query.parse(text);
              Optional<Place> place = before.map(Place::read);
              return own(user)
                  .map(own -> channel.map(it -> only(own, it)).orElse(own))
                  .compose(own -> query.in().map(name -> named(own, name)).orElse(done(own)))
                  .compose(
                      own ->
                          sender(query)
                              .compose(
                                  sender ->
                                      sift.page(
                                          own,
                                          new Sift.Mesh(query, sender, Optional.empty()),
                                          place,
                                          limit)));
            });
  }

  /** Messages that mention {@code user}; fails as {@link #search}. */
  public Future<Page> mentions(UserId user, Optional<String> before, int limit) {
    return Future.succeededFuture()
        .compose(
            begun -> {
              Optional<Place> place = before.map(Place::read);
              return own(user)
                  .compose(
                      own ->
                          sift.page(
                              own,
                              new Sift.Mesh(Query.ANY, Optional.empty(), Optional.of(user)),
                              place,
                              limit));
            });
  }

  private Future<Collection<ChannelId>> own(UserId user) {
    return channels.of(user).map(own -> own.stream().map(Channels.Own::channelId).toList());
  }

  private static Collection<ChannelId> only(Collection<ChannelId> own, ChannelId channel) {
    if (!own.contains(channel)) {
      throw new ChatException(ErrorCode.NOT_FOUND, "There is no such channel.");
    }
    return List.of(channel);
  }

  private static <T> Future<T> done(T value) {
    return Future.succeededFuture(value);
  }

  /** By id, by a group's name, or with {@code @} by the other's name in a direct channel. */
  private Future<Collection<ChannelId>> named(Collection<ChannelId> own, String name) {
    Future<Optional<User>> other =
        name.startsWith("@") ? users.byName(plain(name)) : done(Optional.empty());
    return other.compose(
        with ->
            channels
                .get(List.copyOf(own))
                .map(
                    all -> {
                      List<ChannelId> found =
                          all.stream()
                              .filter(each -> isNamed(each, name, with))
                              .map(Channel::channelId)
                              .toList();
                      if (found.isEmpty()) {
                        throw invalid("You are in no channel called " + name + ".");
                      }
                      return found;
                    }));
  }

  private static boolean isNamed(Channel channel, String name, Optional<User> with) {
    return channel.channelId().value().equals(name)
        || channel.name().filter(its -> its.strip().equalsIgnoreCase(name.strip())).isPresent()
        || with.isPresent()
            && channel.kind() == Channel.Kind.DIRECT
            && channel.memberIds().contains(with.get().userId());
  }

  private Future<Optional<UserId>> sender(Query query) {
    return query
        .from()
        .map(
            name ->
                users
                    .byName(plain(name))
                    .map(
                        found ->
                            Optional.of(
                                found
                                    .map(User::userId)
                                    .orElseThrow(
                                        () -> invalid("There is no user called " + name + ".")))))
        .orElse(done(Optional.empty()));
  }

  private static String plain(String name) {
    return (name.startsWith("@") ? name.substring(1) : name).toLowerCase(Locale.ROOT);
  }

  private static ChatException invalid(String why) {
    return new ChatException(ErrorCode.INVALID, why);
  }
}
