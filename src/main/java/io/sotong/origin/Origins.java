package io.sotong.origin;

import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which browsers' pages may come in at a door. A request without {@code Origin} is no browser's,
 * and may. Any thread.
 */
public final class Origins {
  private final Set<String> allowed;
  private final Supplier<List<Page>> own;

  /**
   * The origins of an allow-list, and the service's own.
   *
   * @param allowed such as {@code https://app.example.org}
   * @param own asked for each request that is not allowed without
   */
  public Origins(Collection<String> allowed, Supplier<List<Page>> own) {
    this.allowed =
        allowed.stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.own = own;
  }

  /**
   * Whether a request may go on.
   *
   * @param origin as the request has it
   * @param asked the host, and the port if it names one, that the request was sent to
   */
  public boolean allow(Optional<String> origin, Optional<HostAndPort> asked) {
    if (origin.isEmpty() || allowed.contains(origin.get().toLowerCase(Locale.ROOT))) {
      return true;
    }
    try {
      URI page = new URI(origin.get());
      return page.getHost() != null
          && (isSame(page, asked) || own.get().stream().anyMatch(one -> isOf(one, page, asked)));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** A page calls the very place that it came from. */
  private static boolean isSame(URI page, Optional<HostAndPort> asked) {
    return asked.isPresent()
        && isHost(page, asked.get())
        && port(page) == (asked.get().port() < 0 ? usualPort(page) : asked.get().port());
  }

  private static boolean isOf(Page own, URI page, Optional<HostAndPort> asked) {
    return own.publicUrl().map(url -> isOrigin(url, page)).orElse(false)
        || asked.isPresent() && isHost(page, asked.get()) && port(page) == own.port();
  }

  private static boolean isOrigin(URI url, URI page) {
    return url.getScheme().equalsIgnoreCase(page.getScheme())
        && page.getHost().equalsIgnoreCase(url.getHost())
        && port(url) == port(page);
  }

  private static boolean isHost(URI page, HostAndPort asked) {
    return page.getHost().equalsIgnoreCase(asked.host());
  }

  private static int port(URI page) {
    return page.getPort() < 0 ? usualPort(page) : page.getPort();
  }

  private static int usualPort(URI page) {
    return "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
  }
}
