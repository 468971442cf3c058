package io.sotong.store.sql;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** H2 is a database as the SQL rooms need it. */
class H2Test {
  @RegisterExtension static final H2Database DATABASE = new H2Database();

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
