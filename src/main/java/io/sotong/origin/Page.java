package io.sotong.origin;

import java.net.URI;
import java.util.Optional;

/**
 * Where browsers are given the service's own pages.
 *
 * @param publicUrl how they reach them, if a proxy stands before the port
 * @param port at whatever host name they asked for
 */
public record Page(Optional<URI> publicUrl, int port) {}
