package io.sotong.store.sql;

import io.sotong.model.ChatException;
import io.sotong.model.DeviceId;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.push.Registrations;
import io.sotong.push.Subscription;
import io.sotong.push.Subscription.App;
import io.sotong.push.Subscription.Browser;
import io.sotong.push.Subscription.Service;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Push registrations in SQL, changed while the device's row is locked. */
public final class SqlRegistrations implements Registrations {
  private final SqlStore store;

  public SqlRegistrations(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<Void> keep(UserId user, DeviceId device, Subscription subscription) {
    return store.transact(
        tx ->
            tx.first(
                    row -> row.getString("device_id"),
                    """
                    SELECT device_id FROM device
                    WHERE device_id = $1 AND user_id = $2 AND signed_in FOR UPDATE
                    """,
                    device.value(),
                    user.value())
                .compose(
                    there -> there.isEmpty() ? loggedOut() : put(tx, user, device, subscription)));
  }

  private static Future<Void> loggedOut() {
    return Future.failedFuture(
        new ChatException(ErrorCode.UNAUTHORIZED, "This device is logged out."));
  }

  private static Future<Void> put(Tx tx, UserId user, DeviceId device, Subscription subscription) {
    return tx.change(
            """
            DELETE FROM push_registration
            WHERE device_id = $1 OR endpoint = $2 AND provider = $3
            """,
            device.value(),
            subscription.address(),
            subscription.provider())
        .compose(
            cleared ->
                tx.change(
                    """
                    INSERT INTO push_registration
                      (device_id, user_id, provider, endpoint, p256dh, auth)
                    VALUES ($1, $2, $3, $4, $5, $6)
                    """,
                    device.value(),
                    user.value(),
                    subscription.provider(),
                    subscription.address(),
                    p256dh(subscription),
                    subscription instanceof Browser browser ? browser.auth() : ""))
        .mapEmpty();
  }

  /** A browser may have new keys at the same endpoint; a token is all that an app has. */
  private static String p256dh(Subscription subscription) {
    return subscription instanceof Browser browser ? browser.p256dh() : "";
  }

  /** For a device that is logged out in the same transaction. */
  static Future<Integer> forget(Tx tx, DeviceId device) {
    return tx.change("DELETE FROM push_registration WHERE device_id = $1", device.value());
  }

  @Override
  public Future<Void> remove(DeviceId device) {
    return store.transact(tx -> forget(tx, device)).mapEmpty();
  }

  @Override
  public Future<Void> removeDead(DeviceId device, Subscription subscription) {
    return store
        .change(
            """
            DELETE FROM push_registration
            WHERE device_id = $1 AND provider = $2 AND endpoint = $3 AND p256dh = $4
            """,
            device.value(),
            subscription.provider(),
            subscription.address(),
            p256dh(subscription))
        .mapEmpty();
  }

  @Override
  public Future<Map<UserId, List<Device>>> of(List<UserId> users) {
    if (users.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return store
        .list(
            row -> row,
            """
            SELECT d.user_id, d.device_id, r.provider, r.endpoint, r.p256dh, r.auth
            FROM device d LEFT JOIN push_registration r ON r.device_id = d.device_id
            WHERE d.user_id = ANY($1) AND d.signed_in AND EXISTS
              (SELECT 1 FROM push_registration o WHERE o.user_id = d.user_id)
            ORDER BY d.device_id
            """,
            (Object) AccountRows.ids(users))
        .map(SqlRegistrations::byUser);
  }

  private static Map<UserId, List<Device>> byUser(List<Row> rows) {
    Map<UserId, List<Device>> users = new HashMap<>();
    for (Row row : rows) {
      users
          .computeIfAbsent(new UserId(row.getString("user_id")), user -> new ArrayList<>())
          .add(new Device(new DeviceId(row.getString("device_id")), subscription(row)));
    }
    return users;
  }

  /** Empty for a device that is not registered, or by what only a later release knows. */
  private static Optional<Subscription> subscription(Row row) {
    String provider = String.valueOf(row.getString("provider"));
    return provider.equals(Browser.PROVIDER)
        ? Optional.of(
            new Browser(row.getString("endpoint"), row.getString("p256dh"), row.getString("auth")))
        : Service.of(provider).map(service -> new App(service, row.getString("endpoint")));
  }

  @Override
  public Future<List<UserId>> users(String after, int limit) {
    return store.list(
        row -> new UserId(row.getString("user_id")),
        """
        SELECT DISTINCT user_id FROM push_registration
        WHERE user_id > $1 ORDER BY user_id LIMIT $2
        """,
        after,
        (long) limit);
  }
}
