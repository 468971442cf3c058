package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.vertx.cassandra.CassandraClient;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;

/** Every statement that a log needs once it is open, prepared. */
final class Queries {
  private final List<PreparedStatement> prepared;

  private Queries(List<PreparedStatement> prepared) {
    this.prepared = prepared;
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
    return prepared.get(query.ordinal());
  }
}
