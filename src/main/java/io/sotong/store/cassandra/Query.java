package io.sotong.store.cassandra;

/** The statements of logs, registers and marks. */
enum Query {
  PUT_CHANNEL(
      "INSERT INTO %s.channel_log (owner, bucket, seq, value)"
          + " VALUES (?, ?, ?, ?) IF NOT EXISTS"),
  PUT_MAILBOX(
      "INSERT INTO %s.mailbox (owner, bucket, seq, value) VALUES (?, ?, ?, ?) IF NOT EXISTS"),
  ROWS_CHANNEL(
      "SELECT seq, value FROM %s.channel_log WHERE owner = ? AND bucket = ? AND seq > ? LIMIT ?"),
  ROWS_MAILBOX(
      "SELECT seq, value FROM %s.mailbox WHERE owner = ? AND bucket = ? AND seq > ? LIMIT ?"),
  PROBE_MAILBOX("SELECT seq FROM %s.mailbox WHERE owner = ? AND bucket = ? LIMIT 1"),
  RAISE(
      "UPDATE %s.register USING TIMESTAMP ? SET value = ?"
          + " WHERE owner = ? AND kind = ? AND part = ?"),
  GET("SELECT kind, part, value FROM %s.register WHERE owner = ? AND (kind, part) IN ?"),
  MARK("INSERT INTO %s.mark (slot, round, channel, head) VALUES (?, ?, ?, ?) USING TIMESTAMP ?"),
  UNMARK("DELETE FROM %s.mark USING TIMESTAMP ? WHERE slot = ? AND round = ? AND channel = ?"),
  MARKS("SELECT channel, head FROM %s.mark WHERE slot = ? AND round = ?"),
  CLEAR("DELETE FROM %s.mark WHERE slot = ? AND round = ?"),
  ROUND("SELECT open, first FROM %s.round WHERE slot = ?"),
  RAISE_OPEN("UPDATE %s.round USING TIMESTAMP ? SET open = ? WHERE slot = ?"),
  RAISE_FIRST("UPDATE %s.round USING TIMESTAMP ? SET first = ? WHERE slot = ?");

  private final String cql;

  Query(String cql) {
    this.cql = cql;
  }

  /** The statement on the tables of a keyspace. */
  String in(String keyspace) {
    return cql.formatted(keyspace);
  }

  /** Whether it answers if it was applied. */
  boolean isConditional() {
    return cql.endsWith("IF NOT EXISTS");
  }
}
