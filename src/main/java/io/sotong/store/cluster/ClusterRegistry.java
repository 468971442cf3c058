package io.sotong.store.cluster;

import io.sotong.discovery.ChatServer;
import io.sotong.discovery.ServerRegistry;
import io.sotong.model.NodeId;
import io.sotong.wire.WireReader;
import io.sotong.wire.WireWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The list of chat servers in a map of the cluster, whose entries expire. */
public final class ClusterRegistry implements ServerRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRegistry.class);
  private static final String MAP = "sotong.chat-servers";

  private final Future<AsyncMap<String, Buffer>> map;

  public ClusterRegistry(Vertx vertx) {
    map = vertx.sharedData().getClusterWideMap(MAP);
  }

  @Override
  public Future<Void> announce(ChatServer server) {
    WireWriter out = new WireWriter(128);
    ChatServer.CODEC.write(out, server);
    return map.compose(servers -> servers.put(server.nodeId().value(), out.toBuffer(), EXPIRY_MS));
  }

  @Override
  public Future<Void> withdraw(NodeId node) {
    return map.compose(servers -> servers.remove(node.value())).mapEmpty();
  }

  @Override
  public Future<List<ChatServer>> servers() {
    return map.compose(AsyncMap::values)
        .map(
            values -> {
              List<ChatServer> known = new ArrayList<>(values.size());
              for (Buffer value : values) {
                try {
                  known.add(ChatServer.CODEC.read(new WireReader(value)));
                } catch (IllegalArgumentException e) {
                  LOG.warn("a chat server of another release is left out: {}", e.getMessage());
                }
              }
              return known;
            });
  }
}
