package io.sotong.store.sql;

import org.junit.jupiter.api.Nested;

/** All that the SQL rooms need of a database. */
abstract class SqlContracts {
  abstract Database database();

  @Nested
  class Store extends SqlStoreContract {
    @Override
    SqlStore store() {
      return database().store();
    }
  }

  @Nested
  class Notices extends SqlNoticesContract {
    @Override
    Database database() {
      return SqlContracts.this.database();
    }
  }

  @Nested
  class Accounts extends SqlAccountsContract {
    @Override
    SqlStore store() {
      return database().store();
    }
  }

  @Nested
  class Channels extends SqlChannelsContract {
    @Override
    SqlStore store() {
      return database().store();
    }
  }

  @Nested
  class Import extends SqlImportContract {
    @Override
    SqlStore store() {
      return database().store();
    }
  }
}
