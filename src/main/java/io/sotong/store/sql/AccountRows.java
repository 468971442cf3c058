package io.sotong.store.sql;

import io.sotong.account.User;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.List;

/** What several adapters ask of the accounts. */
final class AccountRows {
  /** The columns that {@link #user} reads; of a table named {@code a}. */
  static final String USER = "a.user_id, a.username, a.display_name, a.created_at";

  private AccountRows() {}

  static User user(Row row) {
    return new User(
        new UserId(row.getString("user_id")),
        row.getString("username"),
        row.getString("display_name"),
        row.getLong("created_at"));
  }

  static String[] ids(Collection<UserId> users) {
    return users.stream().map(UserId::value).toArray(String[]::new);
  }

  /**
   * Locks the rows of {@code users}, by id, until the transaction ends: what stands between them
   * changes in one transaction at a time, and nobody is removed meanwhile.
   *
   * @return those who exist and are not removed
   */
  static Future<List<User>> lock(Tx tx, UserId... users) {
    return tx.list(
        AccountRows::user,
        "SELECT "
            + USER
            + " FROM account a WHERE a.user_id = ANY($1) AND a.removed_at IS NULL"
            + " ORDER BY a.user_id FOR UPDATE",
        (Object) ids(List.of(users)));
  }
}
