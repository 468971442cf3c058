package io.sotong.api;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the API listens and what its page may reach.
 *
 * @param port 0: any that is free
 * @param publicUrl how clients reach it, if not by the name and port that they asked for
 * @param chatPort of this node, which the page may connect to at the host it came from; 0: unknown,
 *     and the page may connect anywhere
 * @param chatUrl how clients reach the chat port, if not so
 * @param allowedOrigins browser origins that may use it beyond the server's own pages, such as
 *     {@code https://app.example.org}
 */
public record ApiOptions(
    String host,
    int port,
    Optional<URI> publicUrl,
    int chatPort,
    Optional<URI> chatUrl,
    List<String> allowedOrigins) {}
