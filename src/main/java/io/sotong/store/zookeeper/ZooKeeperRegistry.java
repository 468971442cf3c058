package io.sotong.store.zookeeper;

import io.sotong.discovery.ChatServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.model.NodeId;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryUntilElapsed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of chat servers as ephemeral nodes of ZooKeeper.
 *
 * <p>A node lives as long as its announcer's session, which ZooKeeper ends when it has heard
 * nothing for {@link #EXPIRY_MS}. Every reading first catches up with ZooKeeper's leader, so that
 * who has expired before a question is not in its answer; nothing is answered from memory. While
 * ZooKeeper cannot be reached every call fails with {@code unavailable}, within {@value
 * Operations#PATIENCE_MS} ms. After a lost session the latest announcement is made again as soon as
 * there is a new one.
 */
public final class ZooKeeperRegistry implements ServerRegistry<ChatServer> {
  private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperRegistry.class);
  private static final int RETRY_MS = 500;

  private final CuratorFramework client;
  private final Operations operations;
  private final String root;
  private final Map<NodeId, Announcement> announced = new ConcurrentHashMap<>();

  private ZooKeeperRegistry(Vertx vertx, CuratorFramework client, String root) {
    this.client = client;
    this.root = root;
    operations = new Operations(vertx, client);
    client.getConnectionStateListenable().addListener((same, state) -> changed(state));
  }

  /**
   * Begins to connect; does not wait until it has.
   *
   * @param servers {@code host:port,host:port}, and a path under which all stands, if one is wanted
   * @param cluster whose chat servers these are
   */
  public static Future<ZooKeeperRegistry> open(Vertx vertx, String servers, String cluster) {
    return vertx.executeBlocking(
        () -> {
          CuratorFramework client =
              CuratorFrameworkFactory.builder()
                  .connectString(servers)
                  .sessionTimeoutMs((int) EXPIRY_MS)
                  .connectionTimeoutMs(Operations.PATIENCE_MS)
                  .retryPolicy(new RetryUntilElapsed(Operations.PATIENCE_MS, RETRY_MS))
                  .build();
          ZooKeeperRegistry registry =
              new ZooKeeperRegistry(
                  vertx, client, "/sotong/" + cluster + '/' + ChatServer.LISTING.name());
          client.start();
          return registry;
        });
  }

  @Override
  public Future<Void> announce(ChatServer server) {
    return announced
        .computeIfAbsent(server.nodeId(), node -> new Announcement(operations, path(node)))
        .tell(bytes(server));
  }

  @Override
  public Future<Void> withdraw(NodeId node) {
    Announcement gone = announced.remove(node);
    return gone == null ? operations.delete(path(node)) : gone.end();
  }

  @Override
  public Future<List<ChatServer>> servers() {
    return operations
        .catchUp(root)
        .compose(current -> operations.children(root))
        .compose(
            nodes ->
                Future.all(nodes.stream().map(node -> operations.read(root + '/' + node)).toList())
                    .map(all -> read(all.list())));
  }

  /** Ends the session, and with it what it announced. */
  public Future<Void> close(Vertx vertx) {
    return vertx.executeBlocking(
        () -> {
          client.close();
          return null;
        });
  }

  /** That which has the session. */
  CuratorFramework client() {
    return client;
  }

  private static List<ChatServer> read(List<Optional<byte[]>> values) {
    List<ChatServer> known = new ArrayList<>(values.size());
    for (Optional<byte[]> value : values) {
      try {
        value
            .map(Buffer::buffer)
            .map(WireReader::new)
            .map(ChatServer.LISTING.codec()::read)
            .ifPresent(known::add);
      } catch (IllegalArgumentException e) {
        LOG.warn("a chat server of another release is left out: {}", e.getMessage());
      }
    }
    return known;
  }

  private void changed(ConnectionState state) {
    LOG.info("ZooKeeper: {}", state);
    if (state == ConnectionState.LOST) {
      announced.values().forEach(Announcement::lost);
    } else if (state == ConnectionState.RECONNECTED) {
      announced.values().forEach(Announcement::again);
    }
  }

  private String path(NodeId node) {
    return root + '/' + node.value();
  }

  private static byte[] bytes(ChatServer server) {
    WireWriter out = new WireWriter(128);
    ChatServer.LISTING.codec().write(out, server);
    return out.toBuffer().getBytes();
  }
}
