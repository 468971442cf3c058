package io.sotong.store.sql;

import io.sotong.config.Secret;

/**
 * Which PostgreSQL to use.
 *
 * @param host of the primary, or of a proxy that follows it and keeps whole sessions together
 * @param password empty if the server asks for none
 * @param connections at most so many of this process, 1 or more
 */
public record PostgresOptions(
    String host, int port, String database, String user, Secret password, int connections) {
  /** How it is called in sentences for the operator. */
  String name() {
    return "PostgreSQL at " + host + ':' + port;
  }
}
