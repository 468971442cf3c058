package io.sotong.push.web;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a browser's push service takes messages. A client chose it, so that it may be anything:
 * what is not plainly a place on the public internet is refused.
 *
 * @param origin as in the URL, in small letters: scheme, host, and a port that is not the scheme's
 * @param own whether it is a service that the operator named; that one may be anywhere
 */
record Endpoint(URI url, String origin, boolean own) {
  static final int MAX_LENGTH = 2_000;
  private static final int HTTPS = 443;

  /** At least one dot, and a last label that no way of writing an IPv4 address has. */
  private static final Pattern NAME =
      Pattern.compile("([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

  /** Looks a host up. */
  interface Resolver {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  /**
   * Reads one; empty for what must not be asked. Nothing is looked up.
   *
   * @param own origins of services that the operator named
   */
  static Optional<Endpoint> read(String text, List<String> own) {
    if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      String host = url.getHost();
      if (url.getScheme() == null
          || host == null
          || url.getRawUserInfo() != null
          || url.getRawFragment() != null) {
        return Optional.empty();
      }
      String origin = origin(url);
      if (own.contains(origin)) {
        return Optional.of(new Endpoint(url, origin, true));
      }
      boolean open =
          "https".equalsIgnoreCase(url.getScheme())
              && (url.getPort() == -1 || url.getPort() == HTTPS)
              && NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
      return open ? Optional.of(new Endpoint(url, origin, false)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The origin of a URL, as {@code own} must name it. */
  static String origin(URI url) {
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    String start = scheme + "://" + url.getHost().toLowerCase(Locale.ROOT);
    boolean usual = url.getPort() == -1 || url.getPort() == (scheme.equals("https") ? HTTPS : 80);
    return usual ? start : start + ':' + url.getPort();
  }

  /**
   * The address to connect to, and no other; empty if the name leads, or also leads, anywhere but
   * to the public internet. Blocks.
   */
  Optional<InetAddress> address(Resolver resolver) throws UnknownHostException {
    InetAddress[] all = resolver.all(url.getHost());
    for (InetAddress each : all) {
      if (!own && !PublicAddress.is(each)) {
        return Optional.empty();
      }
    }
    return Optional.of(all[0]);
  }

  boolean isSecure() {
    return origin.startsWith("https:");
  }

  int port() {
    return url.getPort() == -1 ? (isSecure() ? HTTPS : 80) : url.getPort();
  }

  String path() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
  }
}
