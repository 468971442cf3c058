package io.sotong.store.sql;

import io.sotong.account.Device;
import io.sotong.account.Devices;
import io.sotong.account.Users.SignedOut;
import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/**
 * Devices and refresh tokens in SQL. What happens to one device happens one after the other: each
 * transaction locks its row first. A sign-in locks the account before, lest it come between the
 * steps of the account's removal.
 */
public final class SqlDevices implements Devices {
  private final SqlStore store;

  public SqlDevices(SqlStore store) {
    this.store = store;
  }

  /** A device's row, locked. */
  private record Locked(UserId user, long generation, boolean signedIn) {
    static Locked read(Row row) {
      return new Locked(
          new UserId(row.getString("user_id")),
          row.getLong("generation"),
          Statements.flag(row, "signed_in"));
    }
  }

  private static Future<Optional<Locked>> lock(Tx tx, DeviceId device) {
    return tx.first(
        Locked::read,
        "SELECT user_id, generation, signed_in FROM device WHERE device_id = $1 FOR UPDATE",
        device.value());
  }

  private static Future<Optional<Locked>> lock(Tx tx, DeviceId device, UserId user) {
    return lock(tx, device).map(found -> found.filter(row -> row.user.equals(user)));
  }

  @Override
  public Future<SignedIn> signIn(UserId user, Description description, long nowMs) {
    return store.transact(
        tx ->
            AccountRows.lock(tx, user)
                .compose(there -> there.isEmpty() ? removed() : known(tx, user, description))
                .compose(
                    found ->
                        found.isPresent()
                            ? again(tx, found.get(), description, nowMs)
                            : anew(tx, user, description, nowMs)));
  }

  private static <T> Future<T> removed() {
    return Future.failedFuture(
        new ChatException(ErrorCode.UNAUTHORIZED, "This account was removed."));
  }

  private static Future<Optional<Locked>> known(Tx tx, UserId user, Description description) {
    return description
        .known()
        .map(device -> lock(tx, device, user))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  private static Future<SignedIn> again(Tx tx, Locked row, Description description, long nowMs) {
    DeviceId device = description.known().orElseThrow();
    SignedOut before = new SignedOut(device, row.generation, row.signedIn);
    return forget(tx, device)
        .compose(
            done ->
                tx.change(
                    """
                    UPDATE device SET generation = $2, signed_in = TRUE, last_active_at = $3,
                      platform = $4, name = COALESCE(CAST($5 AS VARCHAR), name)
                    WHERE device_id = $1
                    """,
                    device.value(),
                    row.generation + 1,
                    nowMs,
                    description.platform(),
                    description.name().orElse(null)))
        .map(done -> new SignedIn(row.user, device, row.generation + 1, Optional.of(before)));
  }

  private static Future<SignedIn> anew(Tx tx, UserId user, Description description, long nowMs) {
    DeviceId device = new DeviceId(Ids.next());
    return tx.change(
            """
            INSERT INTO device (device_id, user_id, name, platform, generation, signed_in,
              created_at, last_active_at)
            VALUES ($1, $2, $3, $4, 1, TRUE, $5, $6)
            """,
            device.value(),
            user.value(),
            description.name().orElse(null),
            description.platform(),
            nowMs,
            nowMs)
        .map(done -> new SignedIn(user, device, 1, Optional.empty()));
  }

  private static Future<Integer> forget(Tx tx, DeviceId device) {
    return tx.change("DELETE FROM refresh_token WHERE device_id = $1", device.value());
  }

  @Override
  public Future<Void> keep(DeviceId device, long generation, Kept token) {
    return store.transact(
        tx ->
            lock(tx, device)
                .compose(
                    row ->
                        row.isPresent() && isCurrent(row.get(), generation)
                            ? add(tx, device, token)
                            : Future.succeededFuture()));
  }

  private static boolean isCurrent(Locked row, long generation) {
    return row.signedIn && row.generation == generation;
  }

  private static Future<Void> add(Tx tx, DeviceId device, Kept token) {
    return tx.change(
            "INSERT INTO refresh_token (token_hash, device_id, expires_at) VALUES ($1, $2, $3)",
            token.hash(),
            device.value(),
            token.expiresAtMs())
        .mapEmpty();
  }

  @Override
  public Future<Rotation> rotate(
      DeviceId device, long generation, String usedHash, Kept fresh, long nowMs) {
    return store.transact(
        tx ->
            lock(tx, device)
                .compose(
                    row ->
                        row.isPresent() && isCurrent(row.get(), generation)
                            ? exchange(tx, device, row.get().user, usedHash, fresh, nowMs)
                            : Future.succeededFuture(new Rotation.Dead())));
  }

  private static Future<Rotation> exchange(
      Tx tx, DeviceId device, UserId user, String usedHash, Kept fresh, long nowMs) {
    return tx.change(
            """
            UPDATE refresh_token SET used_at = COALESCE(used_at, $3)
            WHERE token_hash = $1 AND device_id = $2 AND (used_at IS NULL OR used_at >= $4)
            """,
            usedHash,
            device.value(),
            nowMs,
            nowMs - GRACE_MS)
        .compose(
            usable ->
                usable == 0
                    ? Future.succeededFuture(new Rotation.Reused(user))
                    : add(tx, device, fresh)
                        .compose(done -> tidy(tx, device, nowMs))
                        .map(done -> new Rotation.Rotated(user)));
  }

  /** Forgets what no rotation can succeed with any more. */
  private static Future<Integer> tidy(Tx tx, DeviceId device, long nowMs) {
    return tx.change(
            """
            DELETE FROM refresh_token
            WHERE device_id = $1 AND (used_at < $2 OR expires_at < $3)
            """,
            device.value(),
            nowMs - GRACE_MS,
            nowMs)
        .compose(
            done ->
                tx.change(
                    "UPDATE device SET last_active_at = $2 WHERE device_id = $1",
                    device.value(),
                    nowMs));
  }

  @Override
  public Future<Optional<SignedOut>> signOut(UserId user, DeviceId device) {
    return store.transact(
        tx ->
            lock(tx, device, user)
                .compose(
                    row ->
                        row.isEmpty()
                            ? Future.succeededFuture(Optional.empty())
                            : signOut(tx, device, row.get()).map(Optional::of)));
  }

  private static Future<SignedOut> signOut(Tx tx, DeviceId device, Locked row) {
    return forget(tx, device)
        .compose(done -> SqlRegistrations.forget(tx, device))
        .compose(
            done ->
                tx.change(
                    "UPDATE device SET signed_in = FALSE WHERE device_id = $1", device.value()))
        .map(done -> new SignedOut(device, row.generation, row.signedIn));
  }

  @Override
  public Future<List<SignedOut>> signOutOthers(UserId user, DeviceId kept) {
    return store.transact(
        tx ->
            tx.list(
                    row ->
                        new SignedOut(
                            new DeviceId(row.getString("device_id")),
                            row.getLong("generation"),
                            true),
                    """
                    SELECT device_id, generation FROM device
                    WHERE user_id = $1 AND device_id <> $2 AND signed_in
                    ORDER BY device_id FOR UPDATE
                    """,
                    user.value(),
                    kept.value())
                .compose(
                    others ->
                        tx.changeEach(
                                "DELETE FROM refresh_token WHERE device_id = $1", each(others))
                            .compose(
                                done ->
                                    tx.changeEach(
                                        "DELETE FROM push_registration WHERE device_id = $1",
                                        each(others)))
                            .compose(
                                done ->
                                    tx.changeEach(
                                        "UPDATE device SET signed_in = FALSE WHERE device_id = $1",
                                        each(others)))
                            .map(others)));
  }

  private static List<Object[]> each(List<SignedOut> devices) {
    return devices.stream().map(out -> new Object[] {out.device().value()}).toList();
  }

  @Override
  public Future<List<Device>> of(UserId user) {
    return store.list(
        row ->
            new Device(
                new DeviceId(row.getString("device_id")),
                Optional.ofNullable(row.getString("name")),
                row.getString("platform"),
                row.getLong("created_at"),
                row.getLong("last_active_at")),
        """
        SELECT device_id, name, platform, created_at, last_active_at FROM device
        WHERE user_id = $1 AND signed_in ORDER BY created_at, device_id
        """,
        user.value());
  }
}
