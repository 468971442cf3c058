package io.sotong.store.sql;

import io.sotong.channel.ChannelRules;
import io.sotong.channel.Channels;
import io.sotong.channel.Wish;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Channels in the database of the accounts. Locks are taken in one order everywhere: rows of
 * accounts, then rows of channels, each by id.
 */
public final class SqlChannels implements Channels {
  private final SqlStore store;

  public SqlChannels(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<Changed> create(Channel fresh) {
    UserId creator = fresh.memberIds().get(0);
    return store.transact(
        tx ->
            ChannelUsers.lock(tx, fresh.memberIds())
                .compose(
                    known ->
                        existing(tx, fresh)
                            .compose(
                                found ->
                                    found.isPresent()
                                        ? Future.succeededFuture(found.get())
                                        : accepted(fresh, known)
                                            .compose(
                                                done ->
                                                    ChannelUsers.refuseBlocked(
                                                        tx, creator, fresh.memberIds()))
                                            .compose(done -> ChannelRows.insert(tx, fresh)))));
  }

  private static Future<Optional<Changed>> existing(Tx tx, Channel fresh) {
    return fresh.kind() == Channel.Kind.GROUP
        ? Future.succeededFuture(Optional.empty())
        : ChannelRows.direct(tx, fresh.memberIds().get(0), fresh.memberIds().get(1))
            .map(found -> found.map(state -> new Changed(state.channel(), state.version(), false)));
  }

  private static Future<Void> accepted(Channel fresh, Set<UserId> known) {
    if (known.containsAll(fresh.memberIds())) {
      return Future.succeededFuture();
    }
    return Future.failedFuture(
        fresh.kind() == Channel.Kind.DIRECT
            ? new ChatException(ErrorCode.NOT_FOUND, "There is no such user.")
            : new ChatException(ErrorCode.INVALID, "A member does not exist."));
  }

  @Override
  public Future<Changed> change(ChannelId channel, Wish wish) {
    List<UserId> newcomer = wish instanceof Wish.Add add ? List.of(add.user()) : List.of();
    return store.transact(
        tx ->
            ChannelUsers.lock(tx, newcomer)
                .compose(known -> apply(tx, channel, wish, known.containsAll(newcomer))));
  }

  private static Future<Changed> apply(Tx tx, ChannelId channel, Wish wish, boolean exists) {
    return ChannelRows.lock(tx, channel)
        .compose(
            found -> {
              ChannelRows.State state =
                  found.orElseThrow(
                      () -> new ChatException(ErrorCode.NOT_FOUND, "There is no such channel."));
              Channel after = ChannelRules.apply(state.channel(), wish);
              if (after.equals(state.channel())) {
                return Future.succeededFuture(new Changed(after, state.version(), false));
              }
              if (!exists) {
                throw new ChatException(ErrorCode.NOT_FOUND, "There is no such user.");
              }
              Future<Void> welcome =
                  wish instanceof Wish.Add add
                      ? ChannelUsers.refuseBlocked(tx, add.by(), List.of(add.user()))
                      : Future.succeededFuture();
              return welcome.compose(done -> ChannelRows.update(tx, state, after));
            });
  }

  @Override
  public Future<List<Changed>> leaveAll(UserId user) {
    return store.transact(
        tx -> ChannelUsers.lock(tx, List.of(user)).compose(locked -> leaveAll(tx, user)));
  }

  /**
   * Removes a user, whose row is locked, from all groups; to be part of the removal of an account.
   */
  static Future<List<Changed>> leaveAll(Tx tx, UserId user) {
    return tx.list(
            row -> new ChannelId(row.getString("channel_id")),
            """
            SELECT c.channel_id FROM channel_member m JOIN channel c ON c.channel_id = m.channel_id
            WHERE m.user_id = $1 AND c.kind = 'group' ORDER BY c.channel_id
            """,
            user.value())
        .compose(
            groups -> {
              Future<List<Changed>> all = Future.succeededFuture(new ArrayList<>());
              for (ChannelId group : groups) {
                all =
                    all.compose(
                        changes ->
                            leave(tx, group, user)
                                .map(
                                    changed -> {
                                      changed.ifPresent(changes::add);
                                      return changes;
                                    }));
              }
              return all;
            });
  }

  private static Future<Optional<Changed>> leave(Tx tx, ChannelId group, UserId user) {
    return ChannelRows.lock(tx, group)
        .compose(
            found -> {
              ChannelRows.State state = found.orElseThrow();
              if (!state.channel().memberIds().contains(user)) {
                return Future.succeededFuture(Optional.empty()); // removed just now
              }
              Channel after = ChannelRules.apply(state.channel(), new Wish.Remove(user, user));
              return ChannelRows.update(tx, state, after).map(Optional::of);
            });
  }

  @Override
  public Future<List<Channel>> get(List<ChannelId> channels) {
    return ChannelRows.read(store, channels)
        .map(states -> states.stream().map(ChannelRows.State::channel).toList());
  }

  @Override
  public Future<List<Own>> of(UserId user) {
    return store.list(
        row -> new Own(new ChannelId(row.getString("channel_id")), row.getLong("created_at")),
        """
        SELECT c.channel_id, c.created_at
        FROM channel_member m JOIN channel c ON c.channel_id = m.channel_id
        WHERE m.user_id = $1
        """,
        user.value());
  }

  @Override
  public Future<List<ChannelId>> ids(String after, int limit) {
    return store.list(
        row -> new ChannelId(row.getString("channel_id")),
        """
        SELECT c.channel_id FROM channel c
        WHERE c.channel_id > $1
          AND EXISTS (SELECT 1 FROM channel_member m WHERE m.channel_id = c.channel_id)
        ORDER BY c.channel_id LIMIT $2
        """,
        after,
        (long) limit);
  }
}
