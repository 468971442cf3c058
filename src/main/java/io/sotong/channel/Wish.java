package io.sotong.channel;

import io.sotong.model.UserId;

/** A change that somebody asks for; {@link ChannelRules} says whether that one may. */
public sealed interface Wish {
  /** Who asks. */
  UserId by();

  /** Gives a group another name. */
  record Rename(UserId by, String name) implements Wish {}

  /** Adds a member to a group. */
  record Add(UserId by, UserId user) implements Wish {}

  /** Removes a member from a group, or leaves it when {@code user} is who asks. */
  record Remove(UserId by, UserId user) implements Wish {}
}
