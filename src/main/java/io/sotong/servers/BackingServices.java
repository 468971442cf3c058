package io.sotong.servers;

import java.util.List;

/** Everything that every cluster of Sotong needs, running. */
public record BackingServices(
    List<Server> cassandra, Server kafka, Server redis, Server postgres) {}
