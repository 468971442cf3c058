package io.sotong.launch;

import io.sotong.config.Backends;
import io.sotong.config.Settings;
import io.sotong.model.NodeId;
import io.sotong.push.PushQueue;
import io.sotong.store.cassandra.CassandraLog;
import io.sotong.store.cassandra.CassandraOptions;
import io.sotong.store.kafka.KafkaPushOptions;
import io.sotong.store.kafka.KafkaPushQueue;
import io.sotong.store.redis.RedisOptions;
import io.sotong.store.redis.RedisPresence;
import io.sotong.store.sql.PostgresOptions;
import io.sotong.store.sql.SqlStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The distributed profile: Cassandra, PostgreSQL, Redis and, where push runs, Kafka. */
final class DistributedStores {
  private DistributedStores() {}

  /** Connects to all of them; fails with a sentence if one cannot be used as it is. */
  static Future<Stores> open(Vertx vertx, Effective effective, Optional<NodeId> self) {
    Backends backends = effective.settings().backends();
    List<Supplier<Future<Void>>> closing = new ArrayList<>();
    Patiently patiently = new Patiently(vertx, System::nanoTime);
    CassandraOptions cassandra = cassandra(backends, effective.dev());
    PostgresOptions postgres = postgres(backends.postgres());
    RedisOptions redis = redis(backends.redis());
    Function<InstantSource, Future<PushQueue>> queue = queue(vertx, effective.settings());
    Future<Stores> opened =
        vertx
            .executeBlocking(
                () -> {
                  OwnersOnly.makeData(Path.of(effective.settings().data()));
                  return null;
                })
            .compose(made -> patiently.run(() -> CassandraLog.open(vertx, cassandra)))
            .compose(
                log -> {
                  closing.add(0, log::close);
                  return patiently
                      .run(() -> SqlStore.openPostgres(vertx, postgres))
                      .compose(
                          sql -> {
                            closing.add(0, sql::close);
                            return patiently
                                .run(() -> RedisPresence.open(vertx, redis, self))
                                .map(
                                    presence ->
                                        stores(
                                            log,
                                            sql,
                                            presence,
                                            clock -> patiently.run(() -> queue.apply(clock)),
                                            closing));
                          });
                });
    return opened.recover(
        cause -> Stores.closeAll(closing).transform(closed -> Future.failedFuture(cause)));
  }

  private static Stores stores(
      CassandraLog log,
      SqlStore sql,
      RedisPresence presence,
      Function<InstantSource, Future<PushQueue>> queue,
      List<Supplier<Future<Void>>> closing) {
    closing.add(0, presence::close);
    return new Stores(
        log,
        sql,
        presence,
        presence,
        queue,
        Optional.empty(),
        metrics -> {
          metrics.gauge("sotong.cassandra.statements", "statements said", log::statements);
          metrics.gauge("sotong.cassandra.puts", "conditional statements", log::conditionalPuts);
          metrics.gauge("sotong.cassandra.waiting", "calls that wait", log::waiting);
        },
        closing);
  }

  /** Kafka alone. */
  static Function<InstantSource, Future<PushQueue>> queue(Vertx vertx, Settings settings) {
    Backends.Kafka kafka = settings.backends().kafka();
    KafkaPushOptions standard = KafkaPushOptions.of(String.join(",", kafka.servers()));
    KafkaPushOptions options =
        new KafkaPushOptions(
            standard.servers(),
            kafka.prefix(),
            kafka.partitions(),
            kafka.replication(),
            settings.push().atOnce(),
            standard.sending(),
            standard.retry());
    return clock ->
        KafkaPushQueue.open(vertx, options, clock, new SecureRandom()).map(queue -> queue);
  }

  private static CassandraOptions cassandra(Backends backends, boolean dev) {
    Backends.Cassandra cassandra = backends.cassandra();
    return new CassandraOptions(
        cassandra.contactPoints(),
        named(cassandra.datacenter()),
        cassandra.keyspace(),
        cassandra.replication(),
        named(cassandra.user())
            .map(user -> new CassandraOptions.Credentials(user, cassandra.password().value())),
        CassandraOptions.REQUEST_TIMEOUT_MS,
        CassandraOptions.MAX_IN_FLIGHT,
        CassandraOptions.MAX_WAITING,
        dev);
  }

  private static PostgresOptions postgres(Backends.Postgres postgres) {
    return new PostgresOptions(
        postgres.host(),
        postgres.port(),
        postgres.database(),
        postgres.user(),
        postgres.password(),
        postgres.connections());
  }

  private static RedisOptions redis(Backends.Redis redis) {
    return new RedisOptions(
        RedisOptions.Topology.valueOf(redis.topology().toUpperCase(Locale.ROOT)),
        redis.endpoints(),
        redis.master(),
        redis.user(),
        redis.password(),
        redis.namespace());
  }

  private static Optional<String> named(String text) {
    return Optional.of(text).filter(name -> !name.isBlank());
  }
}
