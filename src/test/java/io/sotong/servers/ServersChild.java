package io.sotong.servers;

import java.nio.file.Path;

/** A process that starts servers, pauses one, prints their processes and then only waits. */
final class ServersChild {
  private ServersChild() {}

  /**
   * Runs until it is killed.
   *
   * @param words the directory of the set
   */
  public static void main(String... words) throws InterruptedException {
    Servers servers = RealServers.ofItsOwn(Path.of(words[0]));
    Server redis = RealServers.await(servers.redis());
    Server postgres = RealServers.await(servers.postgres());
    Server zookeeper = RealServers.await(servers.zookeeper());
    zookeeper.pause();
    System.out.println(redis.pid() + " " + postgres.pid() + " " + zookeeper.pid());
    Thread.currentThread().join();
  }
}
