package io.sotong.launch;

import io.sotong.config.ConfigException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where the private side may listen. Hazelcast's port asks nobody who he is, so it must not be
 * reachable from outside.
 */
final class PrivateAddress {
  private PrivateAddress() {}

  /** {@link ConfigException} if {@code host} is not an address of a private network. */
  static void check(String host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new ConfigException("cluster.host: there is no host " + host + '.');
    }
    ConfigException.check(
        isPrivate(address),
        "cluster.host must be one address of a private network, not "
            + host
            + ": whoever reaches Hazelcast's port can join.");
  }

  /** Loopback, RFC 1918, RFC 6598 (carriers and overlay networks), link-local, unique local. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address
            ? (bytes[0] & 0xfe) == 0xfc
            : bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
  }
}
