package io.sotong.store.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection commit each statement again once a transaction is over. The JDBC client of
 * Vert.x 5.0.8 calls {@code setAutoCommit(false)} there where {@code true} is meant ({@code
 * JDBCTxOp}), so that what is said later outside a transaction would be answered, and be lost if
 * the process died.
 */
final class EndedTransactions implements InvocationHandler {
  private final Connection connection;
  private boolean ended;

  private EndedTransactions(Connection connection) {
    this.connection = connection;
  }

  /** {@code source} whose connections behave. */
  static DataSource mended(DataSource source) {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Object result = call(source, method, arguments);
          return result instanceof Connection connection
              ? proxy(Connection.class, new EndedTransactions(connection))
              : result;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    ClassLoader loader = EndedTransactions.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  @Override
  public @Nullable Object invoke(
      Object self, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    switch (method.getName()) {
      case "commit" -> {
        ended = true;
        try {
          connection.commit();
        } catch (SQLException e) {
          connection.rollback(); // or turning the mode below would commit what is left of it
          throw e;
        }
        return null;
      }
      case "rollback" -> ended = true;
      case "setAutoCommit" -> {
        boolean on = ended || arguments != null && Boolean.TRUE.equals(arguments[0]);
        ended = false;
        connection.setAutoCommit(on);
        return null;
      }
      default -> {
        // as it is
      }
    }
    return call(connection, method, arguments);
  }

  private static @Nullable Object call(
      Object on, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
