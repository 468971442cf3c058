package io.sotong.push;

import static io.sotong.account.Waiting.await;

import io.sotong.account.Devices;
import io.sotong.account.User;
import io.sotong.channel.ChannelRules;
import io.sotong.channel.MemoryLog;
import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.Ids;
import io.sotong.model.NodeId;
import io.sotong.model.UserId;
import io.sotong.store.sql.SqlBlocks;
import io.sotong.store.sql.SqlChannels;
import io.sotong.store.sql.SqlDevices;
import io.sotong.store.sql.SqlRegistrations;
import io.sotong.store.sql.SqlStore;
import io.sotong.store.sql.SqlUsers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ann and bob, who talk: a real database, and a log in memory. */
final class Scene implements AutoCloseable {
  final MemoryLog log = new MemoryLog();
  final Set<UserId> here = new HashSet<>();
  final Sources sources;
  final UserId ann;
  final UserId bob;
  private final SqlStore sql;
  private final ChannelId talk = new ChannelId(Ids.next());
  private final ChannelId group = new ChannelId(Ids.next());

  Scene(Vertx vertx, Path place) {
    sql = await(SqlStore.openSqlite(vertx, place.resolve("accounts")));
    sources =
        new Sources(
            log,
            users -> {
              Map<UserId, Set<NodeId>> nodes = new HashMap<>();
              users.stream()
                  .filter(here::contains)
                  .forEach(user -> nodes.put(user, Set.of(new NodeId("n"))));
              return Future.succeededFuture(nodes);
            },
            new SqlRegistrations(sql),
            new SqlUsers(sql),
            new SqlBlocks(sql),
            new SqlChannels(sql));
    ann = user("ann");
    bob = user("bob");
    await(new SqlChannels(sql).create(ChannelRules.direct(talk, ann, bob, 1)));
    await(new SqlChannels(sql).create(ChannelRules.group(group, ann, "Plans", List.of(bob), 1)));
  }

  private UserId user(String name) {
    UserId user = new UserId(name);
    await(sources.users().create(new User(user, name, "The " + name, 1), Optional.empty()));
    return user;
  }

  /** A browser of that user's, registered. */
  DeviceId register(UserId user, String name) {
    return register(user, new Subscription.Browser(name, "key", "secret"));
  }

  DeviceId register(UserId user, Subscription subscription) {
    DeviceId device =
        await(
                new SqlDevices(sql)
                    .signIn(
                        user,
                        new Devices.Description(Optional.empty(), Optional.empty(), "web"),
                        1))
            .device();
    await(
        new Enrolment(sources.registrations(), log, it -> Optional.empty())
            .register(user, device, subscription));
    return device;
  }

  /** Ann says something to bob. */
  void say(String body) {
    say(talk, body);
  }

  /** Ann says something in a group. */
  void sayInGroup(String body) {
    say(group, body);
  }

  /** As a router does: into the channel, and into bob's mailbox. */
  private void say(ChannelId channel, String body) {
    long seq = log.say(channel, ann, body, 1);
    MessageRow row = new MessageRow(ann, "r" + seq, 1, List.of(), body);
    long next = log.value(Register.mailboxHead(bob)) + 1;
    Entry entry = Entry.OfMessage.of(channel, seq, row, row.encode().length());
    log.write(
        List.of(
            Write.of(
                new Put(
                    new Cell(LogId.mailbox(bob), next, entry.encode()),
                    List.of(new Raise(Register.mailboxHead(bob), next))))));
  }

  @Override
  public void close() {
    await(sql.close());
  }
}
