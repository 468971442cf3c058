package io.sotong.mailbox;

import io.vertx.core.Future;
import java.util.List;

/**
 * The port to the notices that wait in the accounts' store. Delivered at least once: whoever
 * delivers says so afterwards. Futures fail with {@code unavailable}.
 */
public interface Notices {
  /** The oldest {@code limit} that wait, in the order of their changes. */
  Future<List<Notice>> waiting(int limit);

  /** These are in the mailboxes of all their recipients. */
  Future<Void> delivered(List<String> noticeIds);
}
