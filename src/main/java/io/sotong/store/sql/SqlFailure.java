package io.sotong.store.sql;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.sqlclient.DatabaseException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a database's failure means. */
final class SqlFailure {
  private SqlFailure() {}

  /** Whether the same transaction, begun anew, may well succeed: it lost to another. */
  static boolean worthRepeating(Throwable cause) {
    String state = state(cause);
    // 40: deadlock, serialization; 23505: two made the same row at once; HYT00: waited for a lock.
    return state != null
        && (state.startsWith("40") || state.equals("23505") || state.equals("HYT00"));
  }

  /**
   * As the callers of ports are promised: {@code unavailable} if the database did not answer or was
   * too busy; a fault of ours stays itself.
   */
  static Throwable told(Throwable cause) {
    if (cause instanceof ChatException) {
      return cause;
    }
    String state = state(cause);
    boolean ours = state != null && !away(state) && !worthRepeating(cause);
    return ours || cause instanceof IllegalArgumentException || cause instanceof ClassCastException
        ? cause
        : new ChatException(ErrorCode.UNAVAILABLE, "the accounts' store did not answer", 1_000);
  }

  /** 08: connection; 53: resources; 57P: shut down; 90: H2's own, of which 90xxx closed. */
  private static boolean away(String state) {
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals("90098")
        || state.equals("90121");
  }

  private static @Nullable String state(Throwable cause) {
    if (cause instanceof SQLException sql) {
      return sql.getSQLState();
    }
    return cause instanceof DatabaseException database ? database.getSqlState() : null;
  }
}
