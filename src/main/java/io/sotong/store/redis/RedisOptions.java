package io.sotong.store.redis;

import io.sotong.config.Secret;
import java.util.List;

/**
 * Which Redis to use.
 *
 * @param endpoints {@code host:port} of the server, or of the sentinels, or of some nodes of the
 *     cluster; at least one
 * @param master what the sentinels call the servers that they watch; of no account otherwise
 * @param user empty for the default one
 * @param password empty if the server asks for none
 * @param namespace what all keys begin with, for installations that share a server; no braces
 */
public record RedisOptions(
    Topology topology,
    List<String> endpoints,
    String master,
    String user,
    Secret password,
    String namespace) {
  /** What stands behind the endpoints. */
  public enum Topology {
    /** One server; after its death presence waits for its return. */
    SERVER,
    /** A server and replicas, of which sentinels choose the one to use. */
    SENTINEL,
    /** Redis Cluster: the table is spread over its nodes. */
    CLUSTER
  }

  /** How it is called in sentences for the operator. */
  String name() {
    return "Redis at " + String.join(", ", endpoints);
  }
}
