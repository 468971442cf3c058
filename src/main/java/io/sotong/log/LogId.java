package io.sotong.log;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;

/**
 * Names one log.
 *
 * @param sort what it is the log of
 * @param owner the channel's or the user's id
 */
public record LogId(Sort sort, String owner) {
  /** The two sorts of log, with the number of rows that share a partition. */
  public enum Sort {
    /** A channel's history, kept for ever. */
    CHANNEL(4_096),
    /** A user's mailbox, of which a store may let the oldest rows expire. */
    MAILBOX(1_024);

    private final int bucketRows;

    Sort(int bucketRows) {
      this.bucketRows = bucketRows;
    }

    /** The partition of {@code seq}: a pure function of it, never of time. */
    public long bucket(long seq) {
      return seq / bucketRows;
    }
  }

  public static LogId channel(ChannelId channel) {
    return new LogId(Sort.CHANNEL, channel.value());
  }

  public static LogId mailbox(UserId user) {
    return new LogId(Sort.MAILBOX, user.value());
  }
}
