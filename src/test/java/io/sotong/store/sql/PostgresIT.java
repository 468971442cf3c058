package io.sotong.store.sql;

import org.junit.jupiter.api.extension.RegisterExtension;

/** PostgreSQL is a database as the SQL rooms need it. */
class PostgresIT extends SqlContracts {
  @RegisterExtension static final PostgresDatabase DATABASE = new PostgresDatabase("contracts");

  @Override
  Database database() {
    return DATABASE;
  }
}
