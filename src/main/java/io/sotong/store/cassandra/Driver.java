package io.sotong.store.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import io.sotong.store.StoreRefusal;
import io.vertx.cassandra.CassandraClient;
import io.vertx.cassandra.CassandraClientOptions;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** How the driver is set up, and what its failures mean to an operator. */
final class Driver {
  /** Rows of a page: at most about 50 MB of the largest messages. */
  private static final int PAGE_ROWS = 128;

  /** What changes tables waits for all nodes to know of it. */
  static final Duration SCHEMA_TIMEOUT = Duration.ofSeconds(30);

  private Driver() {}

  /**
   * A client of its own, which connects when it is first used. That must be by one call alone:
   * several at once would each make a session, and all but one would stay open for ever.
   */
  static CassandraClient client(Vertx vertx, CassandraOptions options) {
    CassandraClientOptions made =
        new CassandraClientOptions(
            CqlSession.builder()
                .withConfigLoader(config(options))
                .addNodeStateListener(new NodeWatch()));
    options.credentials().ifPresent(c -> made.setUsername(c.user()).setPassword(c.password()));
    return CassandraClient.create(vertx, made);
  }

  private static DriverConfigLoader config(CassandraOptions options) {
    boolean local = options.datacenter().isPresent();
    ProgrammaticDriverConfigLoaderBuilder config =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.SESSION_NAME, "sotong")
            .withStringList(DefaultDriverOption.CONTACT_POINTS, options.contactPoints())
            .withBoolean(DefaultDriverOption.RESOLVE_CONTACT_POINTS, false)
            .withString(DefaultDriverOption.REQUEST_CONSISTENCY, local ? "LOCAL_QUORUM" : "QUORUM")
            .withString(
                DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, local ? "LOCAL_SERIAL" : "SERIAL")
            .withInt(DefaultDriverOption.REQUEST_PAGE_SIZE, PAGE_ROWS)
            .withBoolean(DefaultDriverOption.CONNECTION_WARN_INIT_ERROR, false)
            .withDuration(
                DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMillis(options.requestTimeoutMs()))
            // A node that has stopped answering must not hold up what another can answer.
            .withString(
                DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
                "ConstantSpeculativeExecutionPolicy")
            .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, 3)
            .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, Duration.ofMillis(500))
            .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(5))
            .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(3))
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(500))
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(10))
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, SCHEMA_TIMEOUT)
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, SCHEMA_TIMEOUT);
    if (local) {
      config.withString(
          DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, options.datacenter().get());
    } else {
      // The driver's default policy will not start without a datacenter.
      config.withString(
          DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "BasicLoadBalancingPolicy");
    }
    return config.build();
  }

  /** Why the store cannot be opened, in one sentence. */
  static Throwable refusal(Throwable cause, CassandraOptions options) {
    String points = String.join(", ", options.contactPoints());
    if (cause instanceof AllNodesFailedException failed) {
      boolean refused =
          failed.getAllErrors().values().stream()
              .flatMap(List::stream)
              .anyMatch(AuthenticationException.class::isInstance);
      return refused
          ? new StoreRefusal("Cassandra at " + points + " refuses the name or the password.")
          : StoreRefusal.passing("Cassandra cannot be reached at " + points + ".");
    }
    return isAway(cause)
        ? StoreRefusal.passing("Cassandra at " + points + " does not answer.")
        : cause;
  }

  /** Whether Cassandra did not answer, or could not; otherwise a fault is ours. */
  static boolean isAway(Throwable cause) {
    return cause instanceof AllNodesFailedException
        || cause instanceof DriverTimeoutException
        || cause instanceof QueryExecutionException
        || cause instanceof ClosedConnectionException
        || cause instanceof HeartbeatException;
  }
}
