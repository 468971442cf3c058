package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says SQL, alone or within a transaction. The text is what PostgreSQL and SQLite have in common,
 * but for what {@link Dialect} translates: {@code $1} for parameters, {@code = ANY($1)} for a list
 * of texts, {@code FOR UPDATE}. Parameters are texts, {@link Long}, {@link Boolean}, null, or
 * {@code String[]}.
 */
class Statements {
  final Dialect dialect;
  private final SqlClient client;

  Statements(Dialect dialect, SqlClient client) {
    this.dialect = dialect;
    this.client = client;
  }

  /** The rows of a query. */
  Future<RowSet<Row>> rows(String sql, @Nullable Object... parameters) {
    return client.preparedQuery(dialect.text(sql, parameters.length)).execute(tuple(parameters));
  }

  /** The rows of a query, each read by {@code reader}. */
  <T> Future<List<T>> list(Function<Row, T> reader, String sql, @Nullable Object... parameters) {
    return rows(sql, parameters)
        .map(
            rows -> {
              List<T> list = new ArrayList<>(rows.size());
              rows.forEach(row -> list.add(reader.apply(row)));
              return list;
            });
  }

  /** The first row of a query, read by {@code reader}; empty if there is none. */
  <T> Future<Optional<T>> first(
      Function<Row, T> reader, String sql, @Nullable Object... parameters) {
    return list(reader, sql, parameters).map(list -> list.stream().findFirst());
  }

  /** How many rows an {@code INSERT}, {@code UPDATE} or {@code DELETE} changed. */
  Future<Integer> change(String sql, @Nullable Object... parameters) {
    return rows(sql, parameters).map(RowSet::rowCount);
  }

  /** The same change for each of {@code parameters}, in one round trip; nothing for none. */
  Future<Void> changeEach(String sql, List<@Nullable Object[]> parameters) {
    List<Tuple> tuples = parameters.stream().map(this::tuple).toList();
    return tuples.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(dialect.text(sql, tuples.get(0).size()))
            .executeBatch(tuples)
            .mapEmpty();
  }

  /** A column that is true or false, which SQLite tells as 1 or 0. */
  static boolean flag(Row row, String column) {
    Object value = row.getValue(column);
    return value instanceof Number number ? number.intValue() != 0 : Boolean.TRUE.equals(value);
  }

  private Tuple tuple(@Nullable Object... parameters) {
    List<@Nullable Object> values = new ArrayList<>(parameters.length);
    for (Object each : parameters) {
      values.add(dialect.parameter(each));
    }
    return Tuple.wrap(values);
  }
}
