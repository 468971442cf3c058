package io.sotong.store.sql;

import io.sotong.channel.Membership;
import io.sotong.channel.Memberships;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is in a channel, in one statement, so that the version fits the members. */
public final class SqlMemberships implements Memberships {
  private final SqlStore store;

  public SqlMemberships(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<Optional<Membership>> of(ChannelId channel) {
    return store
        .list(
            row -> row,
            """
            SELECT c.kind, c.version, m.user_id, a.username,
              c.kind = 'direct' AND EXISTS (
                SELECT 1 FROM account_block b
                JOIN channel_member o ON o.channel_id = c.channel_id AND o.user_id = b.blocker_id
                WHERE b.blocked_id = m.user_id) AS blocked
            FROM channel c
            LEFT JOIN channel_member m ON m.channel_id = c.channel_id
            LEFT JOIN account a ON a.user_id = m.user_id
            WHERE c.channel_id = $1
            ORDER BY m.place
            """,
            channel.value())
        .map(rows -> rows.isEmpty() ? Optional.empty() : Optional.of(read(channel, rows)));
  }

  private static Membership read(ChannelId channel, List<Row> rows) {
    Map<UserId, String> usernames = new LinkedHashMap<>();
    Set<UserId> blocked = new LinkedHashSet<>();
    for (Row row : rows) {
      String id = row.getString("user_id");
      if (id != null) { // a group that all have left has one row without a member
        UserId user = new UserId(id);
        usernames.put(user, row.getString("username"));
        if (Statements.flag(row, "blocked")) {
          blocked.add(user);
        }
      }
    }
    Row any = rows.get(0);
    return new Membership(
        channel,
        Channel.Kind.valueOf(any.getString("kind").toUpperCase(java.util.Locale.ROOT)),
        any.getLong("version"),
        usernames,
        blocked);
  }
}
