package io.sotong.discovery;

import io.sotong.model.NodeId;
import io.sotong.wire.Codec;
import java.net.URI;
import java.util.Optional;

/**
 * A node that serves chat, as it announced itself.
 *
 * @param publicUrl where clients reach its chat port, {@code http} or {@code https}; empty: at the
 *     host name by which they reached the API
 * @param port its chat port
 * @param capacity sessions that it is meant to hold
 * @param sessions those that it holds
 * @param draining it is about to stop and takes no more
 */
public record ChatServer(
    NodeId nodeId,
    String zone,
    Optional<URI> publicUrl,
    int port,
    int capacity,
    int sessions,
    boolean draining)
    implements Announced {

  /** The list of all, and the form in which registries keep one. */
  public static final Listing<ChatServer> LISTING =
      new Listing<>(
          "chat-servers",
          new Codec<>(
              1,
              (out, s) ->
                  out.text(s.nodeId.value())
                      .text(s.zone)
                      .text(s.publicUrl.map(URI::toString).orElse(""))
                      .number(s.port)
                      .number(s.capacity)
                      .number(s.sessions)
                      .flag(s.draining),
              in ->
                  new ChatServer(
                      new NodeId(in.text()),
                      in.text(),
                      Optional.of(in.text()).filter(url -> !url.isEmpty()).map(URI::create),
                      (int) in.number(),
                      (int) in.number(),
                      (int) in.number(),
                      in.flag())));

  /** Sessions as a share of its capacity. */
  public double load() {
    return (double) sessions / capacity;
  }

  /**
   * The URL for plain sockets.
   *
   * @param host by which the client reached the API
   */
  public String webSocket(String host) {
    URI base = base(host);
    String scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
    return scheme + "://" + base.getRawAuthority() + path(base) + "/ws";
  }

  /** The URL for SockJS. */
  public String sockJs(String host) {
    URI base = base(host);
    return base.getScheme() + "://" + base.getRawAuthority() + path(base) + "/eventbus";
  }

  private URI base(String host) {
    return publicUrl.orElseGet(() -> URI.create("http://" + host + ':' + port));
  }

  private static String path(URI base) {
    String path = base.getRawPath();
    return path == null ? "" : path.replaceAll("/+$", "");
  }
}
