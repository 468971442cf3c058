package io.sotong.push.web;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Which addresses belong to the public internet. Pure: nothing is looked up. */
final class PublicAddress {
  /** All that IANA set aside, and what leads back into a network of one's own. */
  private static final List<Range> CLOSED =
      List.of(
          range("0.0.0.0", 8), // this network
          range("10.0.0.0", 8), // private
          range("100.64.0.0", 10), // carriers' own
          range("127.0.0.0", 8), // loopback
          range("169.254.0.0", 16), // link-local, clouds' metadata
          range("172.16.0.0", 12), // private
          range("192.0.0.0", 24), // protocols
          range("192.0.2.0", 24), // documentation
          range("192.88.99.0", 24), // 6to4 relays
          range("192.168.0.0", 16), // private
          range("198.18.0.0", 15), // measurements
          range("198.51.100.0", 24), // documentation
          range("203.0.113.0", 24), // documentation
          range("224.0.0.0", 4), // multicast
          range("240.0.0.0", 4), // reserved, broadcast
          range("::", 96), // unspecified, loopback, compatible
          range("::ffff:0:0:0", 96), // translated
          range("64:ff9b::", 96), // NAT64
          range("64:ff9b:1::", 48), // NAT64 of one's own
          range("100::", 64), // discarded
          range("2001::", 23), // protocols, Teredo
          range("2001:db8::", 32), // documentation
          range("2002::", 16), // 6to4
          range("3fff::", 20), // documentation
          range("5f00::", 16), // segment routing
          range("fc00::", 7), // private
          range("fe80::", 9), // link-local, site-local
          range("ff00::", 8)); // multicast

  private PublicAddress() {}

  private record Range(InetAddress network, int bits) {
    boolean holds(byte[] address) {
      byte[] prefix = network.getAddress();
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      if (!Arrays.equals(prefix, 0, whole, address, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || (prefix[whole] ^ address[whole]) >> (8 - rest) == 0;
    }
  }

  private static Range range(String address, int bits) {
    try {
      return new Range(InetAddress.getByName(address), bits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // it is an address: nothing is looked up
    }
  }

  /** IPv4 within IPv6 ({@code ::ffff:a.b.c.d}) is IPv4 to Java already. */
  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    return (address instanceof Inet4Address || address instanceof Inet6Address)
        && CLOSED.stream().noneMatch(range -> range.holds(bytes));
  }
}
