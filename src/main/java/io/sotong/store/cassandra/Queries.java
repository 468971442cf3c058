package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.vertx.cassandra.CassandraClient;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Every statement that a log needs once it is open, prepared. */
final class Queries {
  private final Map<Query, PreparedStatement> prepared = new EnumMap<>(Query.class);

  private Queries(List<PreparedStatement> inOrder) {
    Iterator<PreparedStatement> each = inOrder.iterator();
    for (Query query : Query.values()) {
      prepared.put(query, each.next());
    }
  }

  /** Prepares all of them. Only a conditional one must not be sent twice for one answer. */
  static Future<Queries> prepare(CassandraClient client, String keyspace) {
    List<Future<PreparedStatement>> all =
        Stream.of(Query.values())
            .map(
                query ->
                    client.prepare(
                        SimpleStatement.newInstance(query.in(keyspace))
                            .setIdempotent(!query.isConditional())))
            .toList();
    return Future.all(all).map(done -> new Queries(all.stream().map(Future::result).toList()));
  }

  PreparedStatement get(Query query) {
    return Objects.requireNonNull(prepared.get(query));
  }
}
