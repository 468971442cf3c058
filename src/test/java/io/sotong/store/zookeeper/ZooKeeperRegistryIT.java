package io.sotong.store.zookeeper;

import static io.sotong.account.Waiting.await;
import static io.sotong.discovery.ServerRegistryContract.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.blackbox.Await;
import io.sotong.discovery.ChatServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.discovery.ServerRegistryContract;
import io.sotong.model.ChatException;
import io.sotong.model.Ids;
import io.sotong.servers.Cable;
import io.sotong.servers.RealServers;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link ZooKeeperRegistry} on a real ZooKeeper keeps to what every list does, and to more. */
class ZooKeeperRegistryIT implements ServerRegistryContract {
  private final String cluster = "test-" + Ids.next();
  private final Vertx vertx = Vertx.vertx();
  private final String address = RealServers.zookeeper().address();
  private final Cable cable = new Cable(vertx, RealServers.zookeeper().port());
  private final ZooKeeperRegistry here = await(ZooKeeperRegistry.open(vertx, address, cluster));
  private final ZooKeeperRegistry there =
      await(ZooKeeperRegistry.open(vertx, cable.address(), cluster));

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
    cable.cut();
  }

  @AfterEach
  void close() {
    await(here.close(vertx));
    await(there.close(vertx));
    await(vertx.close());
  }

  @Test
  void whoseSessionHasEndedIsNotInTheVeryNextAnswer() throws Exception {
    for (int i = 0; i < 5; i++) {
      ZooKeeperRegistry dying = await(ZooKeeperRegistry.open(vertx, address, cluster));
      await(dying.announce(server("dying", i, false)));
      assertThat(await(here.servers())).containsExactly(server("dying", i, false));
      await(dying.close(vertx));
      assertThat(await(here.servers())).isEmpty();
    }
  }

  @Test
  void afterALostSessionAServerIsAnnouncedAgainByItself() throws Exception {
    await(there.announce(server("n1", 1, false)));
    await(there.announce(server("n1", 2, false)));
    endSessionOf(there);
    Await.until(
        "it is announced again",
        LIMIT,
        () -> await(here.servers()).contains(server("n1", 2, false)));
    // The next announcement must change the new node, not one that the old session left.
    await(there.announce(server("n1", 3, false)));
    assertThat(await(here.servers())).containsExactly(server("n1", 3, false));
  }

  @Test
  void afterALostSessionWhoHadWithdrawnStaysAway() throws Exception {
    await(there.announce(server("n1", 1, false)));
    await(there.announce(server("n2", 1, false)));
    await(there.withdraw(server("n1", 1, false).nodeId()));
    endSessionOf(there);
    Await.until(
        "the other is announced again",
        LIMIT,
        () -> await(here.servers()).contains(server("n2", 1, false)));
    assertThat(await(here.servers())).containsExactly(server("n2", 1, false));
  }

  @Test
  void aNodeThatAnEarlierLifeLeftIsMadeAnew() {
    ZooKeeperRegistry earlier = await(ZooKeeperRegistry.open(vertx, address, cluster));
    await(earlier.announce(server("n1", 1, false)));
    await(there.announce(server("n1", 2, false)));
    await(earlier.close(vertx));
    assertThat(await(here.servers())).containsExactly(server("n1", 2, false));
  }

  @Test
  void whoIsCutOffIsToldUnavailable() {
    await(there.announce(server("n1", 1, false)));
    cable.cut();
    assertThatThrownBy(() -> await(there.servers())).isInstanceOf(ChatException.class);
    assertThatThrownBy(() -> await(there.announce(server("n1", 2, false))))
        .isInstanceOf(ChatException.class);
  }

  /** As ZooKeeper ends one of which it has heard nothing for too long; returns when it has. */
  private void endSessionOf(ZooKeeperRegistry registry) throws Exception {
    ZooKeeper its = registry.client().getZookeeperClient().getZooKeeper();
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper twin =
        new ZooKeeper(
            address,
            (int) ServerRegistry.EXPIRY_MS,
            event -> {
              if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
              }
            },
            its.getSessionId(),
            its.getSessionPasswd());
    assertThat(connected.await(20, TimeUnit.SECONDS)).isTrue();
    twin.close();
  }
}
