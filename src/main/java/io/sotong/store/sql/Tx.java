package io.sotong.store.sql;

import io.vertx.sqlclient.SqlConnection;

/** The statements of one transaction, made by {@link SqlStore#transact}. */
final class Tx extends Statements {
  Tx(Dialect dialect, SqlConnection connection) {
    super(dialect, connection);
  }
}
