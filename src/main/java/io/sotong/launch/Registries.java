package io.sotong.launch;

import io.sotong.config.Backends;
import io.sotong.config.Settings;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.PageServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.store.cluster.ClusterRegistry;
import io.sotong.store.zookeeper.ZooKeeperRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Where servers are listed, and how that is closed.
 *
 * @param chat where the settings choose
 * @param pages in the cluster in any case: no client is sent by it
 * @param close to be called once, after the last use
 */
record Registries(
    ServerRegistry<ChatServer> chat,
    ServerRegistry<PageServer> pages,
    Supplier<Future<Void>> close) {

  /** Opens them. */
  static Future<Registries> open(Vertx vertx, Settings settings) {
    ServerRegistry<PageServer> pages = new ClusterRegistry<>(vertx, PageServer.LISTING);
    if (settings.backends().registry() == Backends.Registry.HAZELCAST) {
      return Future.succeededFuture(
          new Registries(
              new ClusterRegistry<>(vertx, ChatServer.LISTING), pages, Future::succeededFuture));
    }
    return ZooKeeperRegistry.open(vertx, settings.backends().zooKeeper(), settings.cluster().name())
        .map(registry -> new Registries(registry, pages, () -> registry.close(vertx)));
  }
}
