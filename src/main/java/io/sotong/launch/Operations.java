package io.sotong.launch;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.push.PushQueue;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the management port does for the operator, by what this node has. Any thread. */
final class Operations {
  /** The call for an access token. */
  static final String TOKEN = "POST /token";

  private final SearchRoom search;
  private volatile @Nullable AccountRoom accounts;
  private volatile @Nullable PushQueue queue;

  Operations(SearchRoom search) {
    this.search = search;
  }

  /** Search, which may not be open here. */
  SearchRoom search() {
    return search;
  }

  /** This node has accounts. */
  void has(AccountRoom opened) {
    accounts = opened;
  }

  /** This node has the queue of wake-ups. */
  void has(PushQueue opened) {
    queue = opened;
  }

  /** By method and path; {@code unavailable} for what this node has not. */
  Map<String, Function<String, Future<String>>> calls() {
    return Map.of(
        TOKEN,
        username -> with(accounts, its -> its.token(username)),
        Reindexing.BEGIN,
        body -> search.reindex(true),
        Reindexing.LOOK,
        body -> search.reindex(false),
        DeadPushes.LIST,
        body -> with(queue, DeadPushes::list),
        DeadPushes.REPLAY,
        body -> with(queue, DeadPushes::replay));
  }

  private static <T> Future<String> with(@Nullable T opened, Function<T, Future<String>> work) {
    return opened == null
        ? Future.failedFuture(new ChatException(ErrorCode.UNAVAILABLE, "not on this node"))
        : work.apply(opened);
  }
}
