package io.sotong.discovery;

import io.sotong.model.NodeId;

/** What a node tells the others that it serves. */
public sealed interface Announced permits ChatServer, PageServer {
  NodeId nodeId();
}
