package io.sotong.store.cassandra;

import io.sotong.store.StoreRefusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Cassandra is, and how much of it a {@link CassandraLog} may take. Options that exist are
 * valid; others are a {@link StoreRefusal}.
 *
 * @param contactPoints {@code host:port} of one or more of its nodes
 * @param datacenter the one whose replicas decide, the same for every node of this cluster; empty
 *     if the replicas of all datacenters decide together
 * @param keyspace its name; made if it is not there
 * @param replication copies of each row in a datacenter; below 3 only with {@code dev}
 * @param credentials as whom to log in, if Cassandra asks
 * @param requestTimeoutMs milliseconds for one statement, 100 to 3,000
 * @param maxInFlight statements under way at once, from 1
 * @param maxWaiting beyond so many puts, raises and reads that wait, the next call is refused
 * @param dev this is a try-out: one copy of each row will do
 */
public record CassandraOptions(
    List<String> contactPoints,
    Optional<String> datacenter,
    String keyspace,
    int replication,
    Optional<Credentials> credentials,
    int requestTimeoutMs,
    int maxInFlight,
    int maxWaiting,
    boolean dev) {
  /** What is right for almost everybody. */
  public static final int REQUEST_TIMEOUT_MS = 2_500;

  public static final int MAX_IN_FLIGHT = 256;
  public static final int MAX_WAITING = 20_000;

  /** Copies of which two may be lost without losing anything that was acknowledged. */
  static final int DURABLE_REPLICATION = 3;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern CONTACT_POINT = Pattern.compile("[^\\s:]+:[0-9]{1,5}");

  public CassandraOptions {
    contactPoints = List.copyOf(contactPoints);
    check(!contactPoints.isEmpty(), "Cassandra needs at least one contact point.");
    for (String point : contactPoints) {
      check(
          CONTACT_POINT.matcher(point).matches(),
          "The contact point '" + point + "' of Cassandra is not host:port.");
    }
    check(
        NAME.matcher(keyspace).matches(),
        "The keyspace '" + keyspace + "' is not a lower-case name of at most 48 characters.");
    check(
        replication >= DURABLE_REPLICATION || dev && replication >= 1,
        "Cassandra's replication factor is "
            + replication
            + ", but outside of --dev at least 3 copies are needed to lose none.");
    check(
        requestTimeoutMs >= 100 && requestTimeoutMs <= 3_000,
        "Cassandra's request timeout is not between 100 and 3000 ms.");
    check(maxInFlight >= 1 && maxWaiting >= 1, "Cassandra's limits must be at least 1.");
  }

  /** A name and a password, which is never printed. */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return user + ":[redacted]";
    }
  }

  private static void check(boolean fine, String sentence) {
    if (!fine) {
      throw new StoreRefusal(sentence);
    }
  }
}
