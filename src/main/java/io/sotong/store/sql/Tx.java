package io.sotong.store.sql;

import io.vertx.sqlclient.SqlConnection;

/** The statements of one transaction, made by {@link SqlStore#transact}. */
final class Tx extends Statements {
  Tx(SqlConnection connection) {
    super(connection);
  }
}
