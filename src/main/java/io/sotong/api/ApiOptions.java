package io.sotong.api;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the API listens and whose pages may use it.
 *
 * @param port 0: any that is free
 * @param publicUrl how clients reach it, if not by the name and port that they asked for
 * @param allowedOrigins browser origins that may use it beyond the server's own pages, such as
 *     {@code https://app.example.org}
 */
public record ApiOptions(
    String host, int port, Optional<URI> publicUrl, List<String> allowedOrigins) {}
