package io.sotong.launch;

import io.sotong.config.Backends;
import io.sotong.config.Settings;
import io.sotong.discovery.ServerRegistry;
import io.sotong.store.cluster.ClusterRegistry;
import io.sotong.store.zookeeper.ZooKeeperRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Where chat servers are listed, and how that is closed.
 *
 * @param close to be called once, after the last use
 */
record Registries(ServerRegistry registry, Supplier<Future<Void>> close) {

  /** Opens the one that the settings choose. */
  static Future<Registries> open(Vertx vertx, Settings settings) {
    if (settings.backends().registry() == Backends.Registry.HAZELCAST) {
      ServerRegistry registry = new ClusterRegistry(vertx);
      return Future.succeededFuture(new Registries(registry, Future::succeededFuture));
    }
    return ZooKeeperRegistry.open(vertx, settings.backends().zooKeeper(), settings.cluster().name())
        .map(registry -> new Registries(registry, () -> registry.close(vertx)));
  }
}
