package io.sotong.launch;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.sotong.config.Settings;
import io.sotong.model.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Makes the clustered Vert.x, on one node too. Times are those measured for the design: a dead or
 * cut off node is noticed within 10 s instead of 60, islands find together within 15 s instead of
 * 300.
 */
final class ClusterBus {
  private static final int FIRST_PORT = 5701;
  private static final int EVENT_BUS_TIMEOUT_MS = 5_000;

  private ClusterBus() {}

  static Future<Vertx> start(Settings settings) {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventBusOptions(
                new EventBusOptions()
                    .setHost(settings.cluster().host())
                    .setClusterPingInterval(EVENT_BUS_TIMEOUT_MS)
                    .setClusterPingReplyInterval(EVENT_BUS_TIMEOUT_MS)
                    .setConnectTimeout(EVENT_BUS_TIMEOUT_MS));
    return Vertx.builder()
        .with(options)
        .withClusterManager(new HazelcastClusterManager(hazelcast(settings.cluster())))
        .buildClustered();
  }

  /** TCP join with the members that are named, and nothing that finds others by itself. */
  static Config hazelcast(Settings.Cluster cluster) {
    Config config = new Config();
    // Embedded stores serve one node: a name of its own keeps two of them apart on one machine.
    config.setClusterName(
        cluster.members().isEmpty() ? cluster.name() + '-' + Ids.next() : cluster.name());
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
    config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "15");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "10");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    network(config.getNetworkConfig(), cluster);
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }

  private static void network(NetworkConfig network, Settings.Cluster cluster) {
    network.setPort(cluster.port() == 0 ? FIRST_PORT : cluster.port());
    network.setPortAutoIncrement(cluster.port() == 0);
    network.setPublicAddress(cluster.host());
    network.getInterfaces().setEnabled(true).addInterface(cluster.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
  }
}
