package io.sotong.mailbox;

import io.vertx.core.Future;
import java.util.List;

/** Nothing waits in the accounts' store. */
public final class NoNotices implements Notices {
  @Override
  public Future<List<Notice>> waiting(int limit) {
    return Future.succeededFuture(List.of());
  }

  @Override
  public Future<Void> delivered(List<String> noticeIds) {
    return Future.succeededFuture();
  }
}
