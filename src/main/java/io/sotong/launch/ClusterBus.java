package io.sotong.launch;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
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

  /**
   * Joins the cluster; blocks while it reads the keys. {@link io.sotong.config.ConfigException} if
   * the address is not a private one, or the keys do not fit.
   */
  static Future<Vertx> start(Settings.Cluster cluster) {
    PrivateAddress.check(cluster.host());
    EventBusOptions bus =
        new EventBusOptions()
            .setHost(cluster.host())
            .setClusterPingInterval(EVENT_BUS_TIMEOUT_MS)
            .setClusterPingReplyInterval(EVENT_BUS_TIMEOUT_MS)
            .setConnectTimeout(EVENT_BUS_TIMEOUT_MS);
    if (cluster.tls().isOn()) {
      ClusterTls.into(bus, cluster.tls());
    }
    return Vertx.builder()
        .with(new VertxOptions().setPreferNativeTransport(true).setEventBusOptions(bus))
        .withClusterManager(new HazelcastClusterManager(hazelcast(cluster)))
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
    network(config.getAdvancedNetworkConfig(), cluster);
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }

  /** One door, for members: no clients, no REST, no memcache. */
  private static void network(AdvancedNetworkConfig network, Settings.Cluster cluster) {
    ServerSocketEndpointConfig door = new ServerSocketEndpointConfig();
    door.setPort(cluster.port() == 0 ? FIRST_PORT : cluster.port());
    door.setPortAutoIncrement(cluster.port() == 0);
    door.setPublicAddress(cluster.host());
    door.getInterfaces().setEnabled(true).addInterface(cluster.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
    network.setEnabled(true).setMemberEndpointConfig(door);
  }

  /** What members send each other as Java objects: their own accidents, and nothing else. */
  private static JavaSerializationFilterConfig filter() {
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.setDefaultsDisabled(true);
    filter
        .getWhitelist()
        .addPrefixes("com.hazelcast.", "java.lang.", "java.util.Collections$", "[Ljava.lang.")
        .addClasses("java.util.ArrayList");
    return filter;
  }
}
