package io.sotong.store.sql;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PostgreSQL is a database as the SQL rooms need it. */
class PostgresIT {
  @RegisterExtension static final PostgresDatabase DATABASE = new PostgresDatabase("contracts");

  @Nested
  class Store extends SqlStoreContract {
    @Override
    SqlStore store() {
      return DATABASE.store();
    }
  }

  @Nested
  class Notices extends SqlNoticesContract {
    @Override
    Database database() {
      return DATABASE;
    }
  }

  @Nested
  class Accounts extends SqlAccountsContract {
    @Override
    SqlStore store() {
      return DATABASE.store();
    }
  }

  @Nested
  class Channels extends SqlChannelsContract {
    @Override
    SqlStore store() {
      return DATABASE.store();
    }
  }

  @Nested
  class Import extends SqlImportContract {
    @Override
    SqlStore store() {
      return DATABASE.store();
    }
  }
}
