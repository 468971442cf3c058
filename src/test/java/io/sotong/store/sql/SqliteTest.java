package io.sotong.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/** SQLite is a database as the SQL rooms need it. */
class SqliteTest extends SqlContracts {
  @RegisterExtension static final SqliteDatabase DATABASE = new SqliteDatabase();

  @Override
  Database database() {
    return DATABASE;
  }
}
