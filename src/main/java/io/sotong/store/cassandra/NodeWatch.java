package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator once of each node that goes or comes back, not at every try to reach it. */
final class NodeWatch extends NodeStateListenerBase {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWatch.class);

  @Override
  public void onDown(Node node) {
    LOG.warn("Cassandra's node {} is down", node.getEndPoint());
  }

  @Override
  public void onUp(Node node) {
    LOG.info("Cassandra's node {} is up", node.getEndPoint());
  }

  @Override
  public void close() {} // nothing is held
}
