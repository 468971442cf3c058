package io.sotong.store.cassandra;

import io.sotong.log.Log;
import io.sotong.log.LogContract;
import io.sotong.servers.RealServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** {@link CassandraLog} keeps the laws of its port on one real node. */
@TestInstance(Lifecycle.PER_CLASS)
class CassandraLogIT implements LogContract {
  private Opened opened;

  @BeforeAll
  void open() {
    opened = Opened.onOneNode(RealServers.cassandra(), Opened.keyspace(CassandraLogIT.class));
  }

  @AfterAll
  void close() {
    opened.close();
  }

  @Override
  public Log log() {
    return opened.log;
  }
}
