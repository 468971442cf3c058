package io.sotong.store.sql;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a change of channels asks of the accounts. */
final class ChannelUsers {
  private ChannelUsers() {}

  /**
   * Locks the rows of {@code users}, by id, until the transaction ends: nobody is removed, blocks
   * or is blocked meanwhile.
   *
   * @return those who exist and are not removed
   */
  static Future<Set<UserId>> lock(Tx tx, List<UserId> users) {
    return users.isEmpty()
        ? Future.succeededFuture(Set.of())
        : tx.list(
                row -> new UserId(row.getString("user_id")),
                """
                SELECT user_id FROM account WHERE user_id = ANY($1) AND removed_at IS NULL
                ORDER BY user_id FOR UPDATE
                """,
                (Object) ids(users))
            .map(HashSet::new);
  }

  /** Fails with {@code blocked} if one of {@code others} blocked {@code user}. */
  static Future<Void> refuseBlocked(Tx tx, UserId user, Collection<UserId> others) {
    return tx.rows(
            "SELECT 1 FROM account_block WHERE blocked_id = $1 AND blocker_id = ANY($2) LIMIT 1",
            user.value(),
            ids(others))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ChatException(
                            ErrorCode.BLOCKED, "This user does not take your messages.")));
  }

  private static String[] ids(Collection<UserId> users) {
    return users.stream().map(UserId::value).toArray(String[]::new);
  }
}
