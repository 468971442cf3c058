package io.sotong.store.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says SQL, alone or within a transaction. The text must run on H2 and on PostgreSQL: {@code $1}
 * for parameters, {@code ON CONFLICT DO NOTHING}, {@code MERGE}; neither {@code RETURNING} nor
 * {@code DO UPDATE}. Parameters are texts, {@link Long}, {@link Boolean}, null, or {@code String[]}
 * for {@code = ANY($1)}.
 */
class Statements {
  private final SqlClient client;

  Statements(SqlClient client) {
    this.client = client;
  }

  /** The rows of a query. */
  Future<RowSet<Row>> rows(String sql, @Nullable Object... parameters) {
    return client.preparedQuery(sql).execute(tuple(parameters));
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

  /** How many rows an {@code INSERT}, {@code UPDATE}, {@code DELETE} or {@code MERGE} changed. */
  Future<Integer> change(String sql, @Nullable Object... parameters) {
    return rows(sql, parameters).map(RowSet::rowCount);
  }

  /** The same change for each of {@code parameters}, in one round trip; nothing for none. */
  Future<Void> changeEach(String sql, List<@Nullable Object[]> parameters) {
    List<Tuple> tuples = parameters.stream().map(Statements::tuple).toList();
    return tuples.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(sql).executeBatch(tuples).mapEmpty();
  }

  private static Tuple tuple(@Nullable Object... parameters) {
    return Tuple.wrap(Arrays.asList(parameters));
  }
}
