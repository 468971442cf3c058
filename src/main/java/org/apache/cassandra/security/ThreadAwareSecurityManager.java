package org.apache.cassandra.security;

/**
 * Stands in for Cassandra's own class of this name in the Cassandra that {@code
 * io.sotong.servers.Servers} starts; this program itself never uses it.
 *
 * <p>Cassandra's class installs a security manager for user-defined functions when it is loaded,
 * and so fails on JDK 24 and later, which have none. Those functions are off by default and stay
 * off, so nothing is lost: the only method that start-up calls does nothing. The class path of the
 * child process names it before Cassandra's jar.
 */
public final class ThreadAwareSecurityManager {
  private ThreadAwareSecurityManager() {}

  /** Installs nothing. */
  public static void install() {}
}
