package io.sotong.bridge;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which browsers' pages may connect. Any thread. */
final class Origins {
  private final int apiPort;
  private final Set<String> others;

  Origins(BridgeOptions.Door door) {
    apiPort = door.apiPort();
    others =
        door.allowedOrigins().stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a request may go on.
   *
   * @param origin as the request has it; without one it is no browser's
   * @param host the host that the request was sent to, without its port
   * @param chatPort the port that the request came in by
   */
  boolean allow(@Nullable String origin, @Nullable String host, int askedPort, int chatPort) {
    if (origin == null) {
      return true;
    }
    if (others.contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    if (host == null) {
      return false;
    }
    try {
      URI page = new URI(origin);
      int port = port(page);
      return page.getHost() != null
          && page.getHost().equalsIgnoreCase(host)
          && (port == apiPort || port == chatPort || port == askedPort);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI page) {
    if (page.getPort() >= 0) {
      return page.getPort();
    }
    return "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
  }
}
