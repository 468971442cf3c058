package io.sotong.store.sql;

import io.sotong.account.Friendships;
import io.sotong.account.User;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.FriendState;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Friendships in SQL: one row for two users, changed while both their accounts are locked. */
public final class SqlFriendships implements Friendships {
  private final SqlStore store;

  public SqlFriendships(SqlStore store) {
    this.store = store;
  }

  /** Two users in the order in which they are kept. */
  private record Pair(String low, String high) {
    static Pair of(UserId one, UserId other) {
      return one.compareTo(other) < 0
          ? new Pair(one.value(), other.value())
          : new Pair(other.value(), one.value());
    }
  }

  @Override
  public Future<Asked> ask(UserId user, UserId other, long nowMs) {
    return store.transact(
        tx ->
            AccountRows.lock(tx, user, other)
                .compose(both -> who(both, other))
                .compose(
                    friend ->
                        refuseBlocked(tx, user, other)
                            .compose(done -> state(tx, user, other))
                            .compose(state -> ask(tx, user, friend, state, nowMs))));
  }

  private static Future<Asked> ask(Tx tx, UserId user, User friend, FriendState state, long nowMs) {
    return switch (state) {
      case FRIENDS, OUTGOING -> Future.succeededFuture(new Asked(new Friend(friend, state), false));
      case INCOMING -> befriend(tx, user, friend, nowMs).map(accepted -> new Asked(accepted, true));
      case NONE -> {
        Pair pair = Pair.of(user, friend.userId());
        yield tx.change(
                """
                INSERT INTO friendship (low_id, high_id, asked_by, accepted, since)
                VALUES ($1, $2, $3, FALSE, $4)
                """,
                pair.low,
                pair.high,
                user.value(),
                nowMs)
            .compose(
                done -> tell(tx, user, friend.userId(), FriendState.OUTGOING, FriendState.INCOMING))
            .map(done -> new Asked(new Friend(friend, FriendState.OUTGOING), true));
      }
    };
  }

  @Override
  public Future<Friend> accept(UserId user, UserId other, long nowMs) {
    return store.transact(
        tx ->
            AccountRows.lock(tx, user, other)
                .compose(both -> who(both, other))
                .compose(
                    friend ->
                        state(tx, user, other)
                            .compose(
                                state ->
                                    switch (state) {
                                      case FRIENDS ->
                                          Future.succeededFuture(new Friend(friend, state));
                                      case INCOMING -> befriend(tx, user, friend, nowMs);
                                      case OUTGOING, NONE ->
                                          notFound("There is no request from this user.");
                                    })));
  }

  private static Future<Friend> befriend(Tx tx, UserId user, User friend, long nowMs) {
    Pair pair = Pair.of(user, friend.userId());
    return tx.change(
            """
            UPDATE friendship SET accepted = TRUE, since = $3
            WHERE low_id = $1 AND high_id = $2
            """,
            pair.low,
            pair.high,
            nowMs)
        .compose(done -> tell(tx, user, friend.userId(), FriendState.FRIENDS, FriendState.FRIENDS))
        .map(done -> new Friend(friend, FriendState.FRIENDS));
  }

  @Override
  public Future<Boolean> end(UserId user, UserId other) {
    return store.transact(
        tx -> AccountRows.lock(tx, user, other).compose(both -> end(tx, user, other)));
  }

  /** Ends what is between two whose accounts are locked. */
  static Future<Boolean> end(Tx tx, UserId user, UserId other) {
    Pair pair = Pair.of(user, other);
    return tx.change(
            "DELETE FROM friendship WHERE low_id = $1 AND high_id = $2", pair.low, pair.high)
        .compose(
            rows ->
                rows == 0
                    ? Future.succeededFuture(false)
                    : tell(tx, user, other, FriendState.NONE, FriendState.NONE).map(true));
  }

  /** Ends whatever is between anyone and a user whose account is locked. */
  static Future<Void> endAll(Tx tx, UserId user) {
    return tx.list(
            row -> other(row, user),
            """
            SELECT low_id, high_id FROM friendship WHERE low_id = $1 OR high_id = $1
            ORDER BY low_id, high_id FOR UPDATE
            """,
            user.value())
        .compose(
            others -> {
              List<Notice> notices = new ArrayList<>();
              others.forEach(other -> notices.add(notice(other, user, FriendState.NONE)));
              return SqlNotices.add(tx, notices);
            })
        .compose(
            done ->
                tx.change("DELETE FROM friendship WHERE low_id = $1 OR high_id = $1", user.value()))
        .mapEmpty();
  }

  @Override
  public Future<List<Friend>> of(UserId user) {
    return store.list(
        row ->
            new Friend(
                AccountRows.user(row),
                state(Statements.flag(row, "accepted"), row.getString("asked_by"), user)),
        "SELECT "
            + AccountRows.USER
            + """
            , f.accepted, f.asked_by FROM friendship f
            JOIN account a ON a.user_id = CASE WHEN f.low_id = $1 THEN f.high_id ELSE f.low_id END
            WHERE (f.low_id = $1 OR f.high_id = $1) AND a.removed_at IS NULL
            ORDER BY f.since, a.user_id
            """,
        user.value());
  }

  @Override
  public Future<List<UserId>> friendsOf(UserId user) {
    return friendsOf(store, user);
  }

  /** Those who are to be told of {@code user}. */
  static Future<List<UserId>> friendsOf(Statements statements, UserId user) {
    return statements.list(
        row -> other(row, user),
        "SELECT low_id, high_id FROM friendship WHERE (low_id = $1 OR high_id = $1) AND accepted",
        user.value());
  }

  @Override
  public Future<Set<UserId>> visibleTo(UserId viewer, List<UserId> users) {
    return store
        .list(
            row -> new UserId(row.getString("user_id")),
            """
            SELECT a.user_id FROM account a
            WHERE a.user_id = ANY($2) AND a.removed_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM account_block b
                WHERE b.blocker_id = a.user_id AND b.blocked_id = $1)
              AND (a.user_id = $1
                OR EXISTS (SELECT 1 FROM friendship f WHERE f.accepted
                  AND (f.low_id = $1 AND f.high_id = a.user_id
                    OR f.low_id = a.user_id AND f.high_id = $1))
                OR EXISTS (SELECT 1 FROM channel_member mine
                  JOIN channel_member theirs ON theirs.channel_id = mine.channel_id
                  WHERE mine.user_id = $1 AND theirs.user_id = a.user_id))
            """,
            viewer.value(),
            AccountRows.ids(users))
        .map(HashSet::new);
  }

  private static Future<FriendState> state(Tx tx, UserId user, UserId other) {
    Pair pair = Pair.of(user, other);
    return tx.first(
            row -> state(Statements.flag(row, "accepted"), row.getString("asked_by"), user),
            "SELECT accepted, asked_by FROM friendship WHERE low_id = $1 AND high_id = $2",
            pair.low,
            pair.high)
        .map(state -> state.orElse(FriendState.NONE));
  }

  private static FriendState state(boolean accepted, String askedBy, UserId user) {
    if (accepted) {
      return FriendState.FRIENDS;
    }
    return askedBy.equals(user.value()) ? FriendState.OUTGOING : FriendState.INCOMING;
  }

  private static UserId other(Row row, UserId user) {
    String low = row.getString("low_id");
    return new UserId(low.equals(user.value()) ? row.getString("high_id") : low);
  }

  private static Future<User> who(List<User> both, UserId other) {
    Optional<User> found = both.stream().filter(user -> user.userId().equals(other)).findFirst();
    return both.size() == 2 && found.isPresent()
        ? Future.succeededFuture(found.get())
        : notFound("There is no such user.");
  }

  private static Future<Void> refuseBlocked(Tx tx, UserId user, UserId other) {
    return tx.rows(
            """
            SELECT 1 FROM account_block
            WHERE blocker_id = $1 AND blocked_id = $2 OR blocker_id = $2 AND blocked_id = $1
            """,
            user.value(),
            other.value())
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ChatException(ErrorCode.BLOCKED, "One of you has blocked the other.")));
  }

  private static Future<Void> tell(
      Tx tx, UserId user, UserId other, FriendState users, FriendState others) {
    return SqlNotices.add(tx, List.of(notice(user, other, users), notice(other, user, others)));
  }

  private static Notice notice(UserId to, UserId about, FriendState state) {
    return new Notice(Ids.next(), List.of(to), Pushes.friend(about, state), Optional.empty());
  }

  private static <T> Future<T> notFound(String detail) {
    return Future.failedFuture(new ChatException(ErrorCode.NOT_FOUND, detail));
  }
}
