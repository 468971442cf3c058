package io.sotong.store.cluster;

import io.sotong.discovery.Announced;
import io.sotong.discovery.Listing;
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

/** A list of servers in a map of the cluster, whose entries expire. */
public final class ClusterRegistry<S extends Announced> implements ServerRegistry<S> {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRegistry.class);

  private final Listing<S> listing;
  private final Future<AsyncMap<String, Buffer>> map;

  public ClusterRegistry(Vertx vertx, Listing<S> listing) {
    this.listing = listing;
    map = vertx.sharedData().getClusterWideMap("sotong." + listing.name());
  }

  @Override
  public Future<Void> announce(S server) {
    WireWriter out = new WireWriter(128);
    listing.codec().write(out, server);
    return map.compose(servers -> servers.put(server.nodeId().value(), out.toBuffer(), EXPIRY_MS));
  }

  @Override
  public Future<Void> withdraw(NodeId node) {
    return map.compose(servers -> servers.remove(node.value())).mapEmpty();
  }

  @Override
  public Future<List<S>> servers() {
    return map.compose(AsyncMap::values)
        .map(
            values -> {
              List<S> known = new ArrayList<>(values.size());
              for (Buffer value : values) {
                try {
                  known.add(listing.codec().read(new WireReader(value)));
                } catch (IllegalArgumentException e) {
                  LOG.warn("a server of another release is left out: {}", e.getMessage());
                }
              }
              return known;
            });
  }
}
