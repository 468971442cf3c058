package io.sotong.store.sql;

import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.DatabaseException;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a database's failure means. */
final class SqlFailure {
  private static final List<String> AWAY =
      List.of("08", "25P03", "25006", "28", "3D", "53", "57", "58");

  private SqlFailure() {}

  /** Whether the same transaction, begun anew, may well succeed: it lost to another. */
  static boolean worthRepeating(Throwable cause) {
    String state = state(cause);
    // 40: deadlock, serialization; 23505: two made the same row at once; 55P03: waited for a lock.
    return state != null
        && (state.startsWith("40") || state.equals("23505") || state.equals("55P03"));
  }

  /**
   * Whether a server that could not be used may be usable at the next try: it did not answer, is
   * only just starting, or was out of room. Without a state of SQL in it, it did not answer.
   */
  static boolean mayPass(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String state = state(each);
      if (state != null) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
      }
    }
    return !(cause instanceof FlywayException);
  }

  /**
   * As the callers of ports are promised: {@code unavailable} if the database did not answer or was
   * too busy; a fault of ours stays itself.
   */
  static Throwable told(Throwable cause) {
    if (cause instanceof ChatException) {
      return cause;
    }
    return isOurs(cause)
        ? cause
        : new ChatException(ErrorCode.UNAVAILABLE, "the accounts' store did not answer", 1_000);
  }

  private static boolean isOurs(Throwable cause) {
    String state = state(cause);
    return state != null && !away(state) && !worthRepeating(cause)
        || cause instanceof IllegalArgumentException
        || cause instanceof ClassCastException
        || isOfParameters(cause);
  }

  /** PostgreSQL's client has no type of its own for parameters that do not fit a statement. */
  private static boolean isOfParameters(Throwable cause) {
    return cause instanceof VertxException
        && String.valueOf(cause.getMessage())
            .matches("(?s)(The number of parameters|Parameter at).*");
  }

  /**
   * 08: connection; 25P03: was idle within a transaction, so that its connection was closed; 25006:
   * has become a standby; 28, 3D: lets us in no more; 53: resources; 57: shut down, or a statement
   * took too long; 58: its disk.
   */
  private static boolean away(String state) {
    return AWAY.stream().anyMatch(state::startsWith);
  }

  private static @Nullable String state(Throwable cause) {
    if (cause instanceof SQLiteException sqlite) {
      return state(sqlite.getResultCode());
    }
    if (cause instanceof SQLException sql) {
      return sql.getSQLState();
    }
    return cause instanceof DatabaseException database ? database.getSqlState() : null;
  }

  /** What PostgreSQL would call it, as SQLite has numbers of its own. */
  private static String state(SQLiteErrorCode code) {
    return switch (code) {
      case SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE -> "23505";
      case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED -> "55P03";
      case SQLITE_FULL, SQLITE_NOMEM -> "53000";
      default ->
          code.name().startsWith("SQLITE_IOERR") || code.name().startsWith("SQLITE_CANTOPEN")
              ? "58030"
              : "XX000";
    };
  }
}
