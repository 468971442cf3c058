package io.sotong.store.sql;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SQLite is a database as the SQL rooms need it. */
class SqliteTest {
  @RegisterExtension static final SqliteDatabase DATABASE = new SqliteDatabase();

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
