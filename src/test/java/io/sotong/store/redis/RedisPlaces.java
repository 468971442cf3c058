package io.sotong.store.redis;

import io.sotong.config.Secret;
import io.sotong.servers.Server;
import io.sotong.store.redis.RedisOptions.Topology;
import java.util.List;

/** How to reach the servers of tests. */
final class RedisPlaces {
  private RedisPlaces() {}

  static RedisOptions of(Server server, String namespace) {
    return new RedisOptions(
        Topology.SERVER, List.of(server.address()), "", "", new Secret(""), namespace);
  }
}
