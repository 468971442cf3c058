package io.sotong.importer;

import io.sotong.importer.ImportStore.NewChannel;
import io.sotong.importer.ImportStore.NewFriendship;
import io.sotong.importer.ImportStore.NewMember;
import io.sotong.importer.ImportStore.NewUser;
import io.sotong.importer.Line.Numbered;
import io.sotong.log.Log;
import io.sotong.log.MessageRow;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.Ids;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Brings in one chunk; may be done again, whole or from anywhere in it. */
final class ChunkImport {
  private static final int ID_LENGTH = 24;

  private final ImportStore store;
  private final Log log;
  private final MessageImport messages;

  /** Told of each line that cannot be brought in. */
  interface Rejects {
    void reject(long number, String reason);
  }

  private final Rejects rejects;

  ChunkImport(ImportStore store, Log log, Rejects rejects) {
    this.store = store;
    this.log = log;
    this.messages = new MessageImport(log);
    this.rejects = rejects;
  }

  Future<Void> bring(Chunk chunk) {
    return store
        .addUsers(
            chunk.users.stream()
                .map(Numbered::line)
                .map(
                    user ->
                        new NewUser(
                            new UserId(Ids.next()),
                            user.username(),
                            user.displayName(),
                            user.passwordHash(),
                            user.createdAtMs()))
                .toList())
        .compose(done -> store.userIds(named(chunk)))
        .compose(ids -> relations(chunk, ids));
  }

  private Future<Void> relations(Chunk chunk, Map<String, UserId> ids) {
    return store
        .addFriendships(each(chunk.friendships, line -> friendship(line, ids)))
        .compose(done -> channels(chunk, ids))
        .compose(done -> store.members(touched(chunk)))
        .compose(
            members ->
                memberships(chunk, ids, members).compose(done -> texts(chunk, ids, members)));
  }

  private Future<Void> channels(Chunk chunk, Map<String, UserId> ids) {
    List<NewChannel> channels = each(chunk.channels, line -> channel(line, ids));
    List<Raise> versions =
        channels.stream()
            .map(made -> new Raise(Register.channelVersion(made.channelId()), 1))
            .toList();
    return store
        .addChannels(channels)
        .compose(done -> versions.isEmpty() ? Future.succeededFuture() : log.raise(versions));
  }

  private Future<Void> memberships(
      Chunk chunk, Map<String, UserId> ids, Map<ChannelId, List<UserId>> members) {
    return store.addMembers(
        each(
            chunk.memberships,
            line -> {
              ChannelId channel = id(line.channelKey());
              UserId user = user(line.username(), ids);
              List<UserId> there = there(channel, line.channelKey(), members);
              if (!there.contains(user)) {
                if (there.size() >= Channel.MAX_MEMBERS) {
                  throw new Rejected("channel " + line.channelKey() + " is full");
                }
                there.add(user);
              }
              return new NewMember(channel, user);
            }));
  }

  private Future<Void> texts(
      Chunk chunk, Map<String, UserId> ids, Map<ChannelId, List<UserId>> members) {
    Map<ChannelId, List<MessageRow>> rows = new LinkedHashMap<>();
    each(
        chunk.texts,
        line -> {
          ChannelId channel = id(line.channelKey());
          UserId sender = user(line.sender(), ids);
          if (!there(channel, line.channelKey(), members).contains(sender)) {
            throw new Rejected(line.sender() + " is not in channel " + line.channelKey());
          }
          return rows.computeIfAbsent(channel, one -> new ArrayList<>())
              .add(new MessageRow(sender, line.ref(), line.sentAtMs(), List.of(), line.body()));
        });
    return rows.isEmpty() ? Future.succeededFuture() : messages.append(rows, members);
  }

  private static NewFriendship friendship(Line.Friendship line, Map<String, UserId> ids) {
    UserId a = user(line.a(), ids);
    UserId b = user(line.b(), ids);
    if (a.equals(b)) {
      throw new Rejected("nobody is a friend of himself");
    }
    return new NewFriendship(a, b, line.sinceMs());
  }

  private static NewChannel channel(Line.NewChannel line, Map<String, UserId> ids) {
    if (line.members().size() > Channel.MAX_MEMBERS) {
      throw new Rejected("a channel has at most " + Channel.MAX_MEMBERS + " members");
    }
    List<UserId> members = line.members().stream().map(name -> user(name, ids)).toList();
    return new NewChannel(
        id(line.key()),
        line.direct(),
        line.name(),
        line.owner().map(name -> user(name, ids)),
        members,
        line.createdAtMs());
  }

  private static UserId user(String username, Map<String, UserId> ids) {
    UserId id = ids.get(username);
    if (id == null) {
      throw new Rejected("there is no user " + username);
    }
    return id;
  }

  private static List<UserId> there(
      ChannelId channel, String key, Map<ChannelId, List<UserId>> members) {
    List<UserId> there = members.get(channel);
    if (there == null) {
      throw new Rejected("there is no channel " + key);
    }
    return there;
  }

  /** The same key has the same id in every run. */
  static ChannelId id(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("channel:" + key).getBytes(StandardCharsets.UTF_8));
      return new ChannelId('i' + HexFormat.of().formatHex(hash).substring(0, ID_LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  private static Set<String> named(Chunk chunk) {
    Set<String> names = new HashSet<>();
    collect(chunk.friendships, line -> names.addAll(List.of(line.a(), line.b())));
    collect(chunk.channels, line -> names.addAll(line.members()));
    collect(chunk.memberships, line -> names.add(line.username()));
    collect(chunk.texts, line -> names.add(line.sender()));
    return names;
  }

  private static Set<ChannelId> touched(Chunk chunk) {
    Set<ChannelId> channels = new HashSet<>();
    collect(chunk.memberships, line -> channels.add(id(line.channelKey())));
    collect(chunk.texts, line -> channels.add(id(line.channelKey())));
    return channels;
  }

  private static <T extends Line> void collect(List<Numbered<T>> lines, Consumer<T> each) {
    lines.forEach(line -> each.accept(line.line()));
  }

  /** What each line comes to; a rejected one is told of and left out. */
  private <T extends Line, R> List<R> each(List<Numbered<T>> lines, Function<T, R> made) {
    List<R> results = new ArrayList<>(lines.size());
    for (Numbered<T> line : lines) {
      try {
        results.add(made.apply(line.line()));
      } catch (Rejected e) {
        rejects.reject(line.number(), e.getMessage() == null ? "" : e.getMessage());
      }
    }
    return results;
  }
}
