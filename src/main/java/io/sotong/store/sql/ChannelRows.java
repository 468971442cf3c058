package io.sotong.store.sql;

import io.sotong.channel.Channels.Changed;
import io.sotong.mailbox.Notice;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rows of channels and their members, read and written together. */
final class ChannelRows {
  /** A channel as it is stored. */
  record State(Channel channel, long version) {}

  private ChannelRows() {}

  /** A channel, locked until the transaction ends. */
  static Future<Optional<State>> lock(Tx tx, ChannelId channel) {
    return tx.rows(
            "SELECT channel_id FROM channel WHERE channel_id = $1 FOR UPDATE", channel.value())
        .compose(locked -> read(tx, List.of(channel)))
        .map(states -> states.stream().findFirst());
  }

  /** The direct channel of the two, locked until the transaction ends. */
  static Future<Optional<State>> direct(Tx tx, UserId one, UserId other) {
    return tx.first(
            row -> new ChannelId(row.getString("channel_id")),
            "SELECT channel_id FROM channel WHERE pair = $1",
            pair(one, other))
        .compose(
            found ->
                found.isEmpty() ? Future.succeededFuture(Optional.empty()) : lock(tx, found.get()));
  }

  static Future<List<State>> read(Statements sql, List<ChannelId> channels) {
    return sql.rows(
            """
            SELECT c.channel_id, c.kind, c.name, c.owner_id, c.version, c.created_at, m.user_id
            FROM channel c LEFT JOIN channel_member m ON m.channel_id = c.channel_id
            WHERE c.channel_id = ANY($1) ORDER BY c.channel_id, m.place
            """,
            (Object) channels.stream().map(ChannelId::value).toArray(String[]::new))
        .map(ChannelRows::states);
  }

  private static List<State> states(RowSet<Row> rows) {
    List<State> states = new ArrayList<>();
    List<UserId> members = new ArrayList<>();
    Optional<Row> last = Optional.empty();
    for (Row row : rows) {
      String id = row.getString("channel_id");
      if (last.isPresent() && !last.get().getString("channel_id").equals(id)) {
        states.add(state(last.get(), members));
        members = new ArrayList<>();
      }
      Optional.ofNullable(row.getString("user_id")).map(UserId::new).ifPresent(members::add);
      last = Optional.of(row);
    }
    if (last.isPresent()) {
      states.add(state(last.get(), members));
    }
    return states;
  }

  private static State state(Row row, List<UserId> members) {
    Channel channel =
        new Channel(
            new ChannelId(row.getString("channel_id")),
            Channel.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
            Optional.ofNullable(row.getString("name")),
            Optional.ofNullable(row.getString("owner_id")).map(UserId::new),
            List.copyOf(members),
            row.getLong("created_at"));
    return new State(channel, row.getLong("version"));
  }

  /** Adds a channel with version 1. */
  static Future<Changed> insert(Tx tx, Channel channel) {
    boolean direct = channel.kind() == Channel.Kind.DIRECT;
    Changed made = new Changed(channel, 1, true);
    return tx.change(
            """
            INSERT INTO channel (channel_id, kind, name, owner_id, pair, version, created_at)
            VALUES ($1, $2, $3, $4, $5, 1, $6)
            """,
            channel.channelId().value(),
            channel.kind().text(),
            channel.name().orElse(null),
            channel.ownerId().map(UserId::value).orElse(null),
            direct ? pair(channel.memberIds().get(0), channel.memberIds().get(1)) : null,
            channel.createdAtMs())
        .compose(done -> join(tx, channel.channelId(), channel.memberIds(), 1))
        .compose(done -> tell(tx, made, List.of()))
        .map(made);
  }

  /** Makes of a locked channel what it is to be, and raises its version. */
  static Future<Changed> update(Tx tx, State before, Channel after) {
    List<UserId> gone = without(before.channel().memberIds(), after.memberIds());
    List<UserId> come = without(after.memberIds(), before.channel().memberIds());
    ChannelId id = after.channelId();
    Changed changed = new Changed(after, before.version() + 1, true);
    return tx.change(
            "UPDATE channel SET name = $1, owner_id = $2, version = $3 WHERE channel_id = $4",
            after.name().orElse(null),
            after.ownerId().map(UserId::value).orElse(null),
            changed.version(),
            id.value())
        .compose(
            done ->
                tx.changeEach(
                    "DELETE FROM channel_member WHERE channel_id = $1 AND user_id = $2",
                    gone.stream().map(user -> new Object[] {id.value(), user.value()}).toList()))
        .compose(done -> come.isEmpty() ? Future.succeededFuture(0L) : lastPlace(tx, id))
        .compose(last -> join(tx, id, come, last + 1))
        .compose(done -> tell(tx, changed, gone))
        .map(changed);
  }

  private static Future<Long> lastPlace(Tx tx, ChannelId channel) {
    return tx.first(
            row -> row.getLong(0),
            "SELECT COALESCE(MAX(place), 0) FROM channel_member WHERE channel_id = $1",
            channel.value())
        .map(Optional::orElseThrow);
  }

  private static Future<Void> join(Tx tx, ChannelId channel, List<UserId> users, long place) {
    List<Object[]> rows = new ArrayList<>(users.size());
    for (UserId user : users) {
      rows.add(new Object[] {channel.value(), user.value(), place + rows.size()});
    }
    return tx.changeEach(
        "INSERT INTO channel_member (channel_id, user_id, place) VALUES ($1, $2, $3)", rows);
  }

  private static Future<Void> tell(Tx tx, Changed changed, List<UserId> gone) {
    Channel channel = changed.channel();
    List<Notice> notices = new ArrayList<>(2);
    notices.add(notice(changed, channel.memberIds()));
    if (!gone.isEmpty()) {
      notices.add(new Notice(Ids.next(), gone, Pushes.channel(channel, true), Optional.empty()));
    }
    return SqlNotices.add(tx, notices);
  }

  private static Notice notice(Changed changed, List<UserId> recipients) {
    return new Notice(
        Ids.next(),
        recipients,
        Pushes.channel(changed.channel(), false),
        Optional.of(changed.raise()));
  }

  private static List<UserId> without(List<UserId> users, List<UserId> others) {
    List<UserId> rest = new ArrayList<>(users);
    rest.removeAll(others);
    return rest;
  }

  /** What is unique to the direct channel of the two. */
  static String pair(UserId one, UserId other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }
}
