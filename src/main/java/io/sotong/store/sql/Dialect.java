package io.sotong.store.sql;

import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** How a database wants to be told what this room says in PostgreSQL's words. Any thread. */
enum Dialect {
  POSTGRESQL {
    @Override
    String text(String sql, int parameters) {
      return sql;
    }

    @Override
    @Nullable Object parameter(@Nullable Object value) {
      return value;
    }
  },

  /**
   * Knows no arrays, so that they travel as JSON. A transaction that writes has the database for
   * itself, so that no row needs a lock.
   */
  SQLITE {
    private static final Pattern ANY = Pattern.compile("= ANY\\(\\$(\\d+)\\)");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    @Override
    String text(String sql, int parameters) {
      IntStream named =
          PARAMETER.matcher(sql).results().mapToInt(each -> Integer.parseInt(each.group(1)));
      if (named.max().orElse(0) != parameters) {
        // It would take the missing ones for NULL.
        throw new IllegalArgumentException("not " + parameters + " parameters: " + sql);
      }
      String lists = ANY.matcher(sql).replaceAll("IN (SELECT value FROM json_each(?$1))");
      return PARAMETER.matcher(lists).replaceAll("?$1").replace(" FOR UPDATE", "");
    }

    @Override
    @Nullable Object parameter(@Nullable Object value) {
      return value instanceof String[] list ? new JsonArray(Arrays.asList(list)).encode() : value;
    }
  };

  /**
   * The statement as this database is told it.
   *
   * @param parameters how many it is given
   */
  abstract String text(String sql, int parameters);

  /** A parameter as this database takes it. */
  abstract @Nullable Object parameter(@Nullable Object value);
}
