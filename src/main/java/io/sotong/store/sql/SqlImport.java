package io.sotong.store.sql;

import io.sotong.importer.ImportStore;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accounts and channels in bulk: one statement and one commit for each list. */
public final class SqlImport implements ImportStore {
  private final SqlStore store;

  public SqlImport(SqlStore store) {
    this.store = store;
  }

  @Override
  public Future<Void> addUsers(List<NewUser> users) {
    return each(
        """
        INSERT INTO account
          (user_id, username, display_name, password_hash, settings, created_at)
        VALUES ($1, $2, $3, $4, '{}', $5) ON CONFLICT DO NOTHING
        """,
        users.stream()
            .map(
                user ->
                    row(
                        user.userId().value(),
                        user.username(),
                        user.displayName(),
                        user.passwordHash().orElse(null),
                        user.createdAtMs()))
            .toList());
  }

  @Override
  public Future<Map<String, UserId>> userIds(Collection<String> usernames) {
    return store
        .rows(
            "SELECT username, user_id FROM account WHERE username = ANY($1) AND removed_at IS NULL",
            (Object) usernames.toArray(String[]::new))
        .map(
            rows -> {
              Map<String, UserId> ids = new HashMap<>();
              rows.forEach(
                  found -> ids.put(found.getString("username"), user(found.getString("user_id"))));
              return ids;
            });
  }

  @Override
  public Future<Void> addFriendships(List<NewFriendship> friendships) {
    return each(
        """
        INSERT INTO friendship (low_id, high_id, asked_by, accepted, since)
        VALUES ($1, $2, $3, TRUE, $4) ON CONFLICT DO NOTHING
        """,
        friendships.stream()
            .map(
                friends -> {
                  boolean ordered = friends.a().compareTo(friends.b()) < 0;
                  String low = (ordered ? friends.a() : friends.b()).value();
                  String high = (ordered ? friends.b() : friends.a()).value();
                  return row(low, high, friends.a().value(), friends.sinceMs());
                })
            .toList());
  }

  @Override
  public Future<Void> addChannels(List<NewChannel> channels) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    List<@Nullable Object[]> members = new ArrayList<>();
    for (NewChannel channel : channels) {
      rows.add(
          row(
              channel.channelId().value(),
              channel.direct() ? "direct" : "group",
              channel.name().orElse(null),
              channel.ownerId().map(UserId::value).orElse(null),
              channel.direct()
                  ? ChannelRows.pair(channel.members().get(0), channel.members().get(1))
                  : null,
              channel.createdAtMs()));
      long place = 1;
      for (UserId member : channel.members()) {
        members.add(row(channel.channelId().value(), member.value(), place++));
      }
    }
    return each(
            """
            INSERT INTO channel (channel_id, kind, name, owner_id, pair, version, created_at)
            VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT DO NOTHING
            """,
            rows)
        .compose(
            done ->
                each(
                    """
                    INSERT INTO channel_member (channel_id, user_id, place)
                    SELECT CAST($1 AS VARCHAR(64)), CAST($2 AS VARCHAR(64)), CAST($3 AS BIGINT)
                    FROM channel WHERE channel_id = CAST($1 AS VARCHAR(64))
                    ON CONFLICT DO NOTHING
                    """,
                    members));
  }

  @Override
  public Future<Void> addMembers(List<NewMember> members) {
    return each(
        """
        INSERT INTO channel_member (channel_id, user_id, place)
        SELECT CAST($1 AS VARCHAR(64)), CAST($2 AS VARCHAR(64)), COALESCE(MAX(place), 0) + 1
        FROM channel_member WHERE channel_id = CAST($1 AS VARCHAR(64))
        ON CONFLICT DO NOTHING
        """,
        members.stream().map(one -> row(one.channelId().value(), one.userId().value())).toList());
  }

  @Override
  public Future<Map<ChannelId, List<UserId>>> members(Collection<ChannelId> channels) {
    return store
        .rows(
            """
            SELECT channel_id, user_id FROM channel_member
            WHERE channel_id = ANY($1) ORDER BY channel_id, place
            """,
            (Object) channels.stream().map(ChannelId::value).toArray(String[]::new))
        .map(
            rows -> {
              Map<ChannelId, List<UserId>> members = new HashMap<>();
              rows.forEach(
                  found ->
                      members
                          .computeIfAbsent(
                              new ChannelId(found.getString("channel_id")), id -> new ArrayList<>())
                          .add(user(found.getString("user_id"))));
              return members;
            });
  }

  private Future<Void> each(String sql, List<@Nullable Object[]> rows) {
    return rows.isEmpty() ? Future.succeededFuture() : store.load(tx -> tx.changeEach(sql, rows));
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  private static UserId user(String id) {
    return new UserId(id);
  }
}
