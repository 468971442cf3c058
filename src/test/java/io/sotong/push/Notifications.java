package io.sotong.push;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import java.util.Optional;

/** What tests of providers push. */
public final class Notifications {
  /** In a group. */
  public static final Notification SOME =
      new Notification(
          new ChannelId("talk"),
          7,
          new UserId("ann"),
          "Ann",
          Optional.of("Plans"),
          Optional.of("회의 시작합니다"),
          1,
          3);

  /** One whose user wants nothing shown of what was written; not in a group. */
  public static final Notification HIDDEN =
      new Notification(
          new ChannelId("c"), 1, new UserId("u"), "U", Optional.empty(), Optional.empty(), 1, 1);

  /** All of it as long as may be, of characters that JSON writes with six. */
  public static final Notification LONGEST =
      new Notification(
          new ChannelId("c".repeat(64)),
          Long.MAX_VALUE,
          new UserId("u".repeat(64)),
          "\u0001".repeat(64),
          Optional.of("\u0001".repeat(256)),
          Optional.of("\u0001".repeat(1_000)),
          Integer.MAX_VALUE,
          Long.MAX_VALUE);

  private Notifications() {}
}
