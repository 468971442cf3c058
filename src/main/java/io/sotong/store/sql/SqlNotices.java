package io.sotong.store.sql;

import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Notice;
import io.sotong.mailbox.Notices;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The notices that wait, in the database of the changes that they tell of. */
public final class SqlNotices implements Notices {
  private final SqlStore store;

  public SqlNotices(SqlStore store) {
    this.store = store;
  }

  /**
   * Adds {@code notices} to a transaction, in their order. A change that others may make at the
   * same time must have locked its row before, so that the notices keep the order of the changes.
   */
  static Future<Void> add(Tx tx, List<Notice> notices) {
    return tx.changeEach(
        """
        INSERT INTO notice (notice_id, recipients, fields,
          register_kind, register_owner, register_part, register_value)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        notices.stream().map(SqlNotices::row).toList());
  }

  private static @Nullable Object[] row(Notice notice) {
    Raise raise = notice.raise().orElse(null);
    return new @Nullable Object[] {
      notice.noticeId(),
      notice.recipients().stream().map(UserId::value).collect(Collectors.joining(" ")),
      notice.fields().plain().toString(),
      raise == null ? null : raise.register().kind().name(),
      raise == null ? null : raise.register().owner(),
      raise == null ? null : raise.register().part(),
      raise == null ? null : (Long) raise.value()
    };
  }

  @Override
  public Future<List<Notice>> waiting(int limit) {
    return store.list(
        SqlNotices::read,
        """
        SELECT notice_id, recipients, fields,
          register_kind, register_owner, register_part, register_value
        FROM notice ORDER BY place LIMIT $1
        """,
        (long) limit);
  }

  private static Notice read(Row row) {
    List<UserId> recipients =
        Arrays.stream(row.getString("recipients").split(" "))
            .filter(id -> !id.isEmpty())
            .map(UserId::new)
            .toList();
    return new Notice(
        row.getString("notice_id"),
        recipients,
        new JsonBytes(Buffer.buffer(row.getString("fields"))),
        raise(row));
  }

  private static Optional<Raise> raise(Row row) {
    String kind = row.getString("register_kind");
    if (kind == null) {
      return Optional.empty();
    }
    Register register =
        new Register(
            Register.Kind.valueOf(kind),
            row.getString("register_owner"),
            row.getString("register_part"));
    return Optional.of(new Raise(register, row.getLong("register_value")));
  }

  @Override
  public Future<Void> delivered(List<String> noticeIds) {
    return store.changeEach(
        "DELETE FROM notice WHERE notice_id = $1",
        noticeIds.stream().map(id -> new Object[] {id}).toList());
  }
}
