package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;

import io.sotong.config.Secret;
import io.sotong.servers.RealServers;
import io.sotong.servers.Server;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlClient;

/** A database of its own on the PostgreSQL that tests share, emptied for each test. */
final class PostgresDatabase extends Database {
  private final String name;
  private boolean made;

  PostgresDatabase(String name) {
    this.name = name;
  }

  static PostgresOptions options(Server server, String database) {
    return new PostgresOptions(
        server.host(), server.port(), database, "postgres", new Secret(""), 8);
  }

  /** Says one thing to a server as its operator. */
  static void tell(Server server, String... sentences) {
    Vertx vertx = Vertx.vertx();
    PostgresOptions options = options(server, "postgres");
    SqlClient client =
        PgBuilder.client()
            .connectingTo(
                new PgConnectOptions()
                    .setHost(options.host())
                    .setPort(options.port())
                    .setDatabase(options.database())
                    .setUser(options.user()))
            .using(vertx)
            .build();
    for (String sentence : sentences) {
      await(client.query(sentence).execute());
    }
    await(client.close());
    await(vertx.close());
  }

  @Override
  Future<SqlStore> open(Vertx vertx) {
    Server server = RealServers.postgres();
    if (!made) {
      tell(server, "CREATE DATABASE " + name);
      made = true;
    }
    return SqlStore.openPostgres(vertx, options(server, name));
  }

  @Override
  void empty(SqlStore store) {
    await(
        store.rows(
            """
            TRUNCATE account, device, push_registration, refresh_token, friendship, account_block,
              installation_key, channel, channel_member, notice RESTART IDENTITY
            """));
  }
}
