package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;

import io.sotong.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A real PostgreSQL, emptied for each test. */
final class PostgresDatabase extends Database {
  static PostgresOptions options() {
    return new PostgresOptions("127.0.0.1", 35432, "postgres", "postgres", new Secret("secret"), 8);
  }

  @Override
  Future<SqlStore> open(Vertx vertx) {
    return SqlStore.openPostgres(vertx, options());
  }

  @Override
  void empty(SqlStore store) {
    await(
        store.rows(
            """
            TRUNCATE account, device, refresh_token, friendship, account_block, installation_key,
              channel, channel_member, notice RESTART IDENTITY
            """));
  }
}
