package io.sotong.store.sql;

import io.sotong.account.Credentials;
import io.sotong.account.Profile;
import io.sotong.account.User;
import io.sotong.account.Users;
import io.sotong.mailbox.Notice;
import io.sotong.model.DeviceId;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Users in SQL. */
public final class SqlUsers implements Users {
  private static final String SELECT = "SELECT " + AccountRows.USER;

  private final SqlStore store;

  public SqlUsers(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<Boolean> create(User user, Optional<String> passwordHash) {
    return store
        .change(
            """
            INSERT INTO account
              (user_id, username, display_name, password_hash, settings, created_at)
            VALUES ($1, $2, $3, $4, '{}', $5) ON CONFLICT DO NOTHING
            """,
            user.userId().value(),
            user.username(),
            user.displayName(),
            passwordHash.orElse(null),
            user.createdAtMs())
        .map(rows -> rows == 1);
  }

  @Override
  public Future<Optional<User>> byId(UserId user) {
    return store.first(
        AccountRows::user,
        SELECT + " FROM account a WHERE a.user_id = $1 AND a.removed_at IS NULL",
        user.value());
  }

  @Override
  public Future<Optional<User>> byName(String username) {
    return store.first(
        AccountRows::user,
        SELECT + " FROM account a WHERE a.username = $1 AND a.removed_at IS NULL",
        username);
  }

  @Override
  public Future<List<User>> byIds(List<UserId> users) {
    return store.list(
        AccountRows::user,
        SELECT + " FROM account a WHERE a.user_id = ANY($1) AND a.removed_at IS NULL",
        (Object) AccountRows.ids(users));
  }

  @Override
  public Future<Optional<Credentials>> credentials(String username) {
    return store.first(
        SqlUsers::readCredentials,
        "SELECT user_id, password_hash FROM account WHERE username = $1 AND removed_at IS NULL",
        username);
  }

  @Override
  public Future<Optional<Credentials>> credentials(UserId user) {
    return store.first(
        SqlUsers::readCredentials,
        "SELECT user_id, password_hash FROM account WHERE user_id = $1 AND removed_at IS NULL",
        user.value());
  }

  private static Credentials readCredentials(Row row) {
    return new Credentials(
        new UserId(row.getString("user_id")), Optional.ofNullable(row.getString("password_hash")));
  }

  @Override
  public Future<Optional<Profile>> profile(UserId user) {
    return profile(store, user);
  }

  private static Future<Optional<Profile>> profile(Statements statements, UserId user) {
    return statements.first(
        row -> new Profile(AccountRows.user(row), row.getString("settings")),
        SELECT + ", a.settings FROM account a WHERE a.user_id = $1 AND a.removed_at IS NULL",
        user.value());
  }

  @Override
  public Future<Optional<Profile>> update(
      UserId user, Optional<String> displayName, Optional<String> settings) {
    return store.transact(
        tx ->
            tx.change(
                    """
                    UPDATE account SET
                      display_name = COALESCE(CAST($2 AS VARCHAR), display_name),
                      settings = COALESCE(CAST($3 AS VARCHAR), settings)
                    WHERE user_id = $1 AND removed_at IS NULL
                    """,
                    user.value(),
                    displayName.orElse(null),
                    settings.orElse(null))
                .compose(changed -> tell(tx, user, displayName.isPresent(), changed == 1))
                .compose(told -> profile(tx, user)));
  }

  /** Tells the user's other devices, and friends if it is something that they see. */
  private static Future<Void> tell(Tx tx, UserId user, boolean seen, boolean changed) {
    if (!changed) {
      return Future.succeededFuture();
    }
    Future<List<UserId>> friends =
        seen ? SqlFriendships.friendsOf(tx, user) : Future.succeededFuture(List.of());
    return friends.compose(
        others -> {
          List<UserId> all = Stream.concat(Stream.of(user), others.stream()).toList();
          Notice notice = new Notice(Ids.next(), all, Pushes.profile(user), Optional.empty());
          return SqlNotices.add(tx, List.of(notice));
        });
  }

  @Override
  public Future<Void> setPassword(UserId user, String passwordHash) {
    return store
        .change(
            "UPDATE account SET password_hash = $2 WHERE user_id = $1 AND removed_at IS NULL",
            user.value(),
            passwordHash)
        .mapEmpty();
  }

  @Override
  public Future<List<SignedOut>> remove(UserId user, long nowMs) {
    return store.transact(
        tx ->
            AccountRows.lock(tx, user)
                .compose(
                    there -> there.isEmpty() ? Future.succeededFuture() : clear(tx, user, nowMs))
                .compose(done -> devices(tx, user)));
  }

  private static Future<Void> clear(Tx tx, UserId user, long nowMs) {
    return SqlFriendships.endAll(tx, user)
        .compose(
            ended ->
                tx.change(
                    "DELETE FROM account_block WHERE blocker_id = $1 OR blocked_id = $1",
                    user.value()))
        .compose(
            done ->
                tx.change(
                    """
                    UPDATE account SET
                      removed_at = $2, password_hash = NULL, display_name = '', settings = '{}'
                    WHERE user_id = $1
                    """,
                    user.value(),
                    nowMs))
        .compose(
            done ->
                tx.change(
                    """
                    DELETE FROM refresh_token WHERE device_id IN
                      (SELECT device_id FROM device WHERE user_id = $1)
                    """,
                    user.value()))
        .compose(
            done -> tx.change("DELETE FROM push_registration WHERE user_id = $1", user.value()))
        .mapEmpty();
  }

  private static Future<List<SignedOut>> devices(Tx tx, UserId user) {
    return tx.list(
            row ->
                new SignedOut(
                    new DeviceId(row.getString("device_id")),
                    row.getLong("generation"),
                    Statements.flag(row, "signed_in")),
            "SELECT device_id, generation, signed_in FROM device WHERE user_id = $1",
            user.value())
        .compose(
            devices ->
                tx.change("UPDATE device SET signed_in = FALSE WHERE user_id = $1", user.value())
                    .map(devices));
  }
}
