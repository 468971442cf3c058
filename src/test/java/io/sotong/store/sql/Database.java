package io.sotong.store.sql;

import static io.sotong.account.Waiting.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An empty database for each test. */
abstract class Database implements BeforeEachCallback, AfterEachCallback {
  private @Nullable Opened opened;

  private record Opened(Vertx vertx, SqlStore store) {}

  /** Opens it with all that is in it. */
  abstract Future<SqlStore> open(Vertx vertx);

  /** Takes away whatever an earlier test left. */
  abstract void empty(SqlStore store);

  final SqlStore store() {
    return opened().store();
  }

  final void reopen() {
    Opened before = opened();
    await(before.store().close());
    opened = new Opened(before.vertx(), await(open(before.vertx())));
  }

  private Opened opened() {
    return Objects.requireNonNull(opened, "between two tests");
  }

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    Vertx vertx = Vertx.vertx();
    SqlStore store = await(open(vertx));
    opened = new Opened(vertx, store);
    empty(store);
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    await(store().close());
    await(opened().vertx().close());
    opened = null;
  }
}
