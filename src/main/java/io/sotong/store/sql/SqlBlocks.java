package io.sotong.store.sql;

import io.sotong.account.Blocks;
import io.sotong.account.User;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Notice;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Blocks in SQL, changed while both accounts are locked. */
public final class SqlBlocks implements Blocks {
  private final SqlStore store;

  public SqlBlocks(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<Optional<Raise>> block(UserId user, UserId other, long nowMs) {
    return store.transact(
        tx ->
            AccountRows.lock(tx, user, other)
                .compose(both -> both.size() == 2 ? Future.succeededFuture() : notFound())
                .compose(
                    done ->
                        tx.change(
                            """
                            INSERT INTO account_block (blocker_id, blocked_id, since)
                            VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
                            """,
                            user.value(),
                            other.value(),
                            nowMs))
                .compose(
                    rows ->
                        SqlFriendships.end(tx, user, other)
                            .compose(ended -> told(tx, user, other, rows > 0, true))));
  }

  @Override
  public Future<Optional<Raise>> unblock(UserId user, UserId other) {
    return store.transact(
        tx ->
            AccountRows.lock(tx, user, other)
                .compose(
                    both ->
                        tx.change(
                            "DELETE FROM account_block WHERE blocker_id = $1 AND blocked_id = $2",
                            user.value(),
                            other.value()))
                .compose(rows -> told(tx, user, other, rows > 0, false)));
  }

  /**
   * The version of the direct channel of the two, raised if they changed; of that the blocker's
   * devices are told, and by the same notice a router raises what this process may die before
   * raising.
   */
  private static Future<Optional<Raise>> told(
      Tx tx, UserId user, UserId other, boolean changed, boolean blocked) {
    String pair = ChannelRows.pair(user, other);
    return (changed
            ? tx.change("UPDATE channel SET version = version + 1 WHERE pair = $1", pair)
            : Future.succeededFuture(0))
        .compose(
            rows ->
                tx.first(
                    row ->
                        new Raise(
                            Register.channelVersion(new ChannelId(row.getString("channel_id"))),
                            row.getLong("version")),
                    "SELECT channel_id, version FROM channel WHERE pair = $1",
                    pair))
        .compose(
            raise ->
                changed
                    ? SqlNotices.add(tx, List.of(notice(user, other, blocked, raise))).map(raise)
                    : Future.succeededFuture(raise));
  }

  private static Notice notice(UserId to, UserId other, boolean blocked, Optional<Raise> raise) {
    return new Notice(Ids.next(), List.of(to), Pushes.block(other, blocked), raise);
  }

  @Override
  public Future<List<User>> of(UserId user) {
    return store.list(
        AccountRows::user,
        "SELECT "
            + AccountRows.USER
            + """
             FROM account_block b JOIN account a ON a.user_id = b.blocked_id
            WHERE b.blocker_id = $1 AND a.removed_at IS NULL ORDER BY b.since, a.user_id
            """,
        user.value());
  }

  private static <T> Future<T> notFound() {
    return Future.failedFuture(new ChatException(ErrorCode.NOT_FOUND, "There is no such user."));
  }
}
