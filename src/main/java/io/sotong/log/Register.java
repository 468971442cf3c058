package io.sotong.log;

import io.sotong.model.ChannelId;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;

/**
 * Names a number that only rises: of two raises the larger wins, in whatever order they arrive. One
 * that was never raised is 0.
 *
 * @param kind what it counts
 * @param owner the channel, user or device it belongs to
 * @param part the second half of its name, empty where there is none
 */
public record Register(Kind kind, String owner, String part) {
  /** What registers are kept of. */
  public enum Kind {
    /** The highest seq of a channel that was acknowledged; rows beyond it may exist. */
    CHANNEL_HEAD,
    /** Up to which seq of a channel every member's mailbox has its copy. */
    FANNED_OUT,
    /** Raised before any change of members, roles or blocks of a channel is answered. */
    CHANNEL_VERSION,
    /** The highest seq of a mailbox whose entry is stored. */
    MAILBOX_HEAD,
    /** Random and fixed from a mailbox's first use on; another one after a restore of the store. */
    MAILBOX_EPOCH,
    /** Up to which seq of its mailbox a device has stored; owner user, part device. */
    DEVICE_ACK,
    /** Up to which seq a member has read a channel; owner channel, part user. */
    READ_MARKER,
    /** Tokens of this device of an older generation are dead; owner device. */
    DEVICE_REVOKED,
    /**
     * Up to which seq of a channel a mailbox has its copies, of those at or before its head that
     * were not stored together with {@link #FANNED_OUT}; owner user, part channel.
     */
    COPIED
  }

  public static Register channelHead(ChannelId channel) {
    return new Register(Kind.CHANNEL_HEAD, channel.value(), "");
  }

  public static Register fannedOut(ChannelId channel) {
    return new Register(Kind.FANNED_OUT, channel.value(), "");
  }

  public static Register channelVersion(ChannelId channel) {
    return new Register(Kind.CHANNEL_VERSION, channel.value(), "");
  }

  public static Register mailboxHead(UserId user) {
    return new Register(Kind.MAILBOX_HEAD, user.value(), "");
  }

  public static Register mailboxEpoch(UserId user) {
    return new Register(Kind.MAILBOX_EPOCH, user.value(), "");
  }

  public static Register deviceAck(UserId user, DeviceId device) {
    return new Register(Kind.DEVICE_ACK, user.value(), device.value());
  }

  public static Register readMarker(ChannelId channel, UserId user) {
    return new Register(Kind.READ_MARKER, channel.value(), user.value());
  }

  public static Register copied(UserId user, ChannelId channel) {
    return new Register(Kind.COPIED, user.value(), channel.value());
  }

  public static Register deviceRevoked(DeviceId device) {
    return new Register(Kind.DEVICE_REVOKED, device.value(), "");
  }
}
