package io.sotong.importer;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The port to accounts and channels, in bulk. Whatever is there already stays as it is, so that a
 * file can be brought in again from anywhere.
 */
public interface ImportStore {
  /** An account to be. Times here are milliseconds since 1970 UTC. */
  record NewUser(
      UserId userId,
      String username,
      String displayName,
      Optional<String> passwordHash,
      long createdAtMs) {}

  /** Two who are friends. */
  record NewFriendship(UserId a, UserId b, long sinceMs) {}

  /** A channel to be, with its members, its owner first. */
  record NewChannel(
      ChannelId channelId,
      boolean direct,
      Optional<String> name,
      Optional<UserId> ownerId,
      List<UserId> members,
      long createdAtMs) {}

  /** One more member, behind those who are there. */
  record NewMember(ChannelId channelId, UserId userId) {}

  /** Makes those accounts whose name is free. */
  Future<Void> addUsers(List<NewUser> users);

  /** The ids of those names that there are. */
  Future<Map<String, UserId>> userIds(Collection<String> usernames);

  /** Makes friendships, each in the state of friends. */
  Future<Void> addFriendships(List<NewFriendship> friendships);

  /** Makes channels of version 1. */
  Future<Void> addChannels(List<NewChannel> channels);

  /** Adds members. */
  Future<Void> addMembers(List<NewMember> members);

  /** The members of those channels that there are. */
  Future<Map<ChannelId, List<UserId>>> members(Collection<ChannelId> channels);
}
