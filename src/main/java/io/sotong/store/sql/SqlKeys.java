package io.sotong.store.sql;

import io.sotong.account.Keys;
import io.vertx.core.Future;
import java.util.Base64;

/** Secrets in SQL. */
public final class SqlKeys implements Keys {
  private final SqlStore store;

  public SqlKeys(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<byte[]> get(String name, byte[] candidate) {
    return store
        .change(
            "INSERT INTO installation_key (name, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            name,
            Base64.getEncoder().encodeToString(candidate))
        .compose(
            done ->
                store.first(
                    row -> Base64.getDecoder().decode(row.getString("bytes")),
                    "SELECT bytes FROM installation_key WHERE name = $1",
                    name))
        .map(found -> found.orElseThrow());
  }
}
