package io.sotong.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sotong.store.StoreRefusal;
import io.sotong.store.cassandra.CassandraOptions.Credentials;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Options that exist are valid. */
class CassandraOptionsTest {
  @Test
  void threeCopiesAreTheLeastOutsideOfATryOut() {
    assertThatThrownBy(() -> options("sotong", 2, 2_500, false))
        .isInstanceOf(StoreRefusal.class)
        .hasMessage(
            "Cassandra's replication factor is 2, but outside of --dev at least 3 copies are"
                + " needed to lose none.");
    assertThatCode(() -> options("sotong", 1, 2_500, true)).doesNotThrowAnyException();
    assertThatCode(() -> options("sotong", 3, 2_500, false)).doesNotThrowAnyException();
    assertThatThrownBy(() -> options("sotong", 0, 2_500, true)).isInstanceOf(StoreRefusal.class);
  }

  @Test
  void aKeyspaceIsAPlainName() {
    for (String name : List.of("", "Sotong", "a b", "a;", "1a", "a".repeat(49))) {
      assertThatThrownBy(() -> options(name, 3, 2_500, false)).isInstanceOf(StoreRefusal.class);
    }
  }

  @Test
  void aStatementIsNotGivenMoreTimeThanACall() {
    assertThatThrownBy(() -> options("sotong", 3, 3_001, false)).isInstanceOf(StoreRefusal.class);
  }

  @Test
  void aPasswordIsNotPrinted() {
    assertThat(new Credentials("sotong", "geheim").toString()).doesNotContain("geheim");
  }

  @Test
  void aContactPointHasAHostAndAPort() {
    assertThatThrownBy(() -> points(List.of())).isInstanceOf(StoreRefusal.class);
    assertThatThrownBy(() -> points(List.of("cassandra")))
        .isInstanceOf(StoreRefusal.class)
        .hasMessage("The contact point 'cassandra' of Cassandra is not host:port.");
  }

  private static CassandraOptions options(
      String keyspace, int replication, int timeoutMs, boolean dev) {
    return new CassandraOptions(
        List.of("127.0.0.1:9042"),
        Optional.empty(),
        keyspace,
        replication,
        Optional.empty(),
        timeoutMs,
        1,
        1,
        dev);
  }

  private static CassandraOptions points(List<String> points) {
    return new CassandraOptions(
        points, Optional.empty(), "sotong", 3, Optional.empty(), 2_500, 1, 1, false);
  }
}
