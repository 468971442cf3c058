package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.store.Patience;
import io.vertx.cassandra.CassandraClient;
import io.vertx.cassandra.ResultSet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements on their way to Cassandra: only so many at once, the others wait for their turn, and
 * one that waited 3 s is not sent any more. Whatever fails is told as {@code unavailable}. Belongs
 * to one context.
 */
final class Traffic {
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

  private final CassandraClient client;
  private final Patience patience;
  private final int maxInFlight;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int inFlight;
  private volatile long sent;

  Traffic(CassandraClient client, Patience patience, int maxInFlight) {
    this.client = client;
    this.patience = patience;
    this.maxInFlight = maxInFlight;
  }

  private record Waiting(Statement<?> statement, int since, Promise<ResultSet> answer) {}

  /** The first page of what {@code statement} answers. */
  Future<ResultSet> execute(Statement<?> statement) {
    if (inFlight >= maxInFlight) {
      Waiting one = new Waiting(statement, patience.ticks(), Promise.promise());
      waiting.add(one);
      return one.answer().future();
    }
    return send(statement);
  }

  /** All rows that {@code statement} answers. */
  Future<List<Row>> rows(Statement<?> statement) {
    return execute(statement)
        .compose(ResultSet::all)
        .recover(cause -> Future.failedFuture(told(cause)));
  }

  /** Whether statements wait for their turn. */
  boolean isCrowded() {
    return !waiting.isEmpty();
  }

  /** Statements sent so far. Any thread. */
  long sent() {
    return sent;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one context counts
  private Future<ResultSet> send(Statement<?> statement) {
    inFlight++;
    sent++;
    return client
        .execute(statement)
        .onComplete(done -> next())
        .recover(cause -> Future.failedFuture(told(cause)));
  }

  private void next() {
    inFlight--;
    while (inFlight < maxInFlight && !waiting.isEmpty()) {
      Waiting one = waiting.remove();
      if (patience.ticks() - one.since() > Patience.TICKS) {
        one.answer().fail(unavailable("the store is too slow"));
      } else {
        send(one.statement()).onComplete(one.answer());
      }
    }
  }

  private static ChatException told(Throwable cause) {
    if (cause instanceof ChatException told) {
      return told;
    }
    if (Driver.isAway(cause)) {
      LOG.debug("Cassandra did not answer: {}", cause.toString());
    } else {
      LOG.warn("Cassandra refused a statement: {}", cause.toString());
    }
    return unavailable("the store does not answer");
  }

  static ChatException unavailable(String why) {
    return new ChatException(ErrorCode.UNAVAILABLE, why, 1_000);
  }
}
