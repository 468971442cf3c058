package io.sotong.channel;

import io.sotong.model.Channel;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What channels may be and who may change them. Pure: whether a user exists, or has blocked
 * another, is for those to say who can look it up. Everything here throws {@link ChatException}.
 */
public final class ChannelRules {
  /** What a group's name is, for people. */
  public static final String NAME =
      "A name has 1 to 100 characters, none of them control characters.";

  private static final int MAX_NAME = 100;

  private ChannelRules() {}

  /** Whether a group may be called so. Stores keep text, which half a surrogate pair is not. */
  public static boolean isName(String name) {
    int characters = name.codePointCount(0, name.length());
    return characters >= 1
        && characters <= MAX_NAME
        && name.codePoints()
            .noneMatch(
                c ->
                    Character.isISOControl(c)
                        || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** A direct channel; {@code invalid} with oneself. */
  public static Channel direct(ChannelId id, UserId creator, UserId other, long nowMs) {
    if (creator.equals(other)) {
      throw new ChatException(ErrorCode.INVALID, "A direct channel needs another one.");
    }
    return new Channel(
        id,
        Channel.Kind.DIRECT,
        Optional.empty(),
        Optional.empty(),
        List.of(creator, other),
        nowMs);
  }

  /**
   * A group of its creator, who owns it, and {@code others}, each counted once; {@code invalid} for
   * its name, {@code group_full}.
   */
  public static Channel group(
      ChannelId id, UserId creator, String name, List<UserId> others, long nowMs) {
    checkName(name);
    Set<UserId> members = new LinkedHashSet<>();
    members.add(creator);
    members.addAll(others);
    checkSize(members.size());
    return new Channel(
        id,
        Channel.Kind.GROUP,
        Optional.of(name),
        Optional.of(creator),
        List.copyOf(members),
        nowMs);
  }

  /**
   * {@code channel} as it is after {@code wish}; the same if there is nothing to change.
   *
   * @throws ChatException {@code not_found} for who is no member, {@code conflict} on a direct
   *     channel, {@code forbidden} for a member who may not, {@code group_full}, {@code invalid}
   */
  public static Channel apply(Channel channel, Wish wish) {
    if (!channel.memberIds().contains(wish.by())) {
      throw new ChatException(ErrorCode.NOT_FOUND, "There is no such channel.");
    }
    if (channel.kind() == Channel.Kind.DIRECT) {
      throw new ChatException(
          ErrorCode.CONFLICT, "A direct channel has no name, and its two members are fixed.");
    }
    if (wish instanceof Wish.Rename rename) {
      return rename(channel, rename);
    }
    if (wish instanceof Wish.Add add) {
      return add(channel, add);
    }
    return remove(channel, (Wish.Remove) wish);
  }

  private static Channel rename(Channel channel, Wish.Rename rename) {
    onlyOwner(channel, rename);
    checkName(rename.name());
    return channel.name().equals(Optional.of(rename.name()))
        ? channel
        : with(channel, Optional.of(rename.name()), channel.ownerId(), channel.memberIds());
  }

  private static Channel add(Channel channel, Wish.Add add) {
    onlyOwner(channel, add);
    if (channel.memberIds().contains(add.user())) {
      return channel;
    }
    List<UserId> members = new ArrayList<>(channel.memberIds());
    members.add(add.user());
    checkSize(members.size());
    return with(channel, channel.name(), channel.ownerId(), members);
  }

  private static Channel remove(Channel channel, Wish.Remove remove) {
    if (!remove.user().equals(remove.by())) {
      onlyOwner(channel, remove);
    }
    List<UserId> members = new ArrayList<>(channel.memberIds());
    if (!members.remove(remove.user())) {
      throw new ChatException(ErrorCode.NOT_FOUND, "That user is not a member.");
    }
    Optional<UserId> owner =
        channel.ownerId().equals(Optional.of(remove.user()))
            ? members.stream().findFirst()
            : channel.ownerId();
    return with(channel, channel.name(), owner, members);
  }

  private static void onlyOwner(Channel channel, Wish wish) {
    if (!channel.ownerId().equals(Optional.of(wish.by()))) {
      throw new ChatException(ErrorCode.FORBIDDEN, "Only the group's owner may do this.");
    }
  }

  private static void checkSize(int members) {
    if (members > Channel.MAX_MEMBERS) {
      throw new ChatException(
          ErrorCode.GROUP_FULL, "A group has at most " + Channel.MAX_MEMBERS + " members.");
    }
  }

  private static void checkName(String name) {
    if (!isName(name)) {
      throw new ChatException(ErrorCode.INVALID, NAME);
    }
  }

  private static Channel with(
      Channel channel, Optional<String> name, Optional<UserId> owner, List<UserId> members) {
    return new Channel(
        channel.channelId(),
        channel.kind(),
        name,
        owner,
        List.copyOf(members),
        channel.createdAtMs());
  }
}
