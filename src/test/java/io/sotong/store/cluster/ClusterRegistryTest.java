package io.sotong.store.cluster;

import static io.sotong.account.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import io.sotong.blackbox.Await;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.PageServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.discovery.ServerRegistryContract;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.origin.Page;
import io.sotong.servers.RealServers;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link ClusterRegistry} on two members of a cluster keeps to what every list does. */
class ClusterRegistryTest implements ServerRegistryContract {
  private final String name = "registry-" + Ids.next();
  private final List<Integer> ports =
      List.of(RealServers.port(name + ".first"), RealServers.port(name + ".second"));
  private final HazelcastClusterManager first = new HazelcastClusterManager(member(ports.get(0)));
  private final HazelcastClusterManager second = new HazelcastClusterManager(member(ports.get(1)));
  private final Vertx one = clustered(first);
  private final Vertx other = clustered(second);
  private final ServerRegistry<ChatServer> here = new ClusterRegistry<>(one, ChatServer.LISTING);
  private final ServerRegistry<ChatServer> there = new ClusterRegistry<>(other, ChatServer.LISTING);

  /** While partitions move to a member that has just joined, a map may look emptier than it is. */
  @BeforeEach
  void settle() {
    Await.until(
        "the members have shared out their data",
        LIMIT,
        () -> hasItsShare(first) && hasItsShare(second));
  }

  /** Safe alone is not enough: so is a cluster that has not begun to move anything yet. */
  private static boolean hasItsShare(HazelcastClusterManager member) {
    PartitionService partitions = member.getHazelcastInstance().getPartitionService();
    return partitions.isClusterSafe()
        && partitions.getPartitions().stream().map(Partition::getOwner).distinct().count() == 2;
  }

  @Override
  public ServerRegistry<ChatServer> here() {
    return here;
  }

  @Override
  public ServerRegistry<ChatServer> there() {
    return there;
  }

  @Override
  public void killTheOther() {
    second.getHazelcastInstance().getLifecycleService().terminate();
  }

  @Test
  void eachListHoldsItsOwn() {
    ServerRegistry<PageServer> pages = new ClusterRegistry<>(other, PageServer.LISTING);
    NodeId node = new NodeId("n1");
    PageServer proxied =
        new PageServer(node, new Page(Optional.of(URI.create("https://chat.example.org")), 8080));
    PageServer direct = new PageServer(new NodeId("n2"), new Page(Optional.empty(), 1));
    await(pages.announce(proxied));
    await(pages.announce(direct));
    await(here.announce(ServerRegistryContract.server("n1", 1, false)));

    assertThat(await(new ClusterRegistry<>(one, PageServer.LISTING).servers()))
        .containsExactlyInAnyOrder(proxied, direct);
    await(here.withdraw(node));
    assertThat(await(here.servers())).isEmpty();
    assertThat(await(pages.servers())).containsExactlyInAnyOrder(proxied, direct);
  }

  @AfterEach
  void close() {
    killTheOther();
    one.close();
    other.close();
  }

  /**
   * By its full address: other members on this machine may have taken the ports looked at first.
   */
  private Config member(int port) {
    Config config = new Config();
    config.setClusterName(name);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getJetConfig().setEnabled(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
    config
        .getNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .setMembers(ports.stream().map(each -> "127.0.0.1:" + each).toList());
    return config;
  }

  private static Vertx clustered(HazelcastClusterManager member) {
    VertxOptions options =
        new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
    return await(Vertx.builder().with(options).withClusterManager(member).buildClustered());
  }
}
