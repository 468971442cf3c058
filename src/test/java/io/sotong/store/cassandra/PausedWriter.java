package io.sotong.store.cassandra;

import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.sotong.store.Patience;
import io.vertx.cassandra.CassandraClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Supplier;

/** One who marks a channel, and raises its head only when the test lets him go on. */
final class PausedWriter implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Patience patience = new Patience();
  private final CassandraClient client;
  private final Marks marks;
  private final Registers registers;

  PausedWriter(CassandraOptions options) {
    client = Driver.client(vertx, options);
    Opened.await(client.metadata());
    Queries queries = Opened.await(Queries.prepare(client, options.keyspace()));
    Traffic traffic = new Traffic(client, patience, options.maxInFlight());
    marks = new Marks(context, traffic, queries);
    registers = new Registers(traffic, queries);
  }

  void mark(ChannelId channel, long head) {
    onContext(() -> marks.mark(channel, head));
  }

  void raiseHead(ChannelId channel, long head) {
    onContext(() -> registers.raise(Map.of(Register.channelHead(channel), head)));
  }

  Marks.Rounds rounds(int slot) {
    return onContext(() -> marks.rounds(slot));
  }

  private <T> T onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> work.get().onComplete(done));
    return Opened.await(done.future());
  }

  @Override
  public void close() {
    patience.close();
    Opened.await(client.close());
    Opened.await(vertx.close());
  }
}
