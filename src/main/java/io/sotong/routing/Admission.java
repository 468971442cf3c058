package io.sotong.routing;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.channel.Membership;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.routing.ChannelView.Now;
import java.util.Optional;

/** Who may send to a channel as it is now. */
final class Admission {
  /** A base further behind the head than this is stale; PROTOCOL.md. */
  static final int MAX_BEHIND = 5_000;

  private Admission() {}

  /** Why this send is refused; empty if it is not. */
  static Optional<ChatException> refusal(Send send, Now now) {
    Membership members = now.members();
    if (!members.has(send.sender())) {
      return refuse(ErrorCode.NOT_FOUND, "no such channel");
    }
    if (members.blocked().contains(send.sender())) {
      return refuse(ErrorCode.BLOCKED, "the other side blocked you");
    }
    if (send.base().isEmpty()) {
      return Optional.empty();
    }
    long base = send.base().getAsLong();
    if (base < 0 || base > now.head()) {
      return refuse(ErrorCode.INVALID, "base is above the channel's head");
    }
    return now.head() - base > MAX_BEHIND
        ? refuse(ErrorCode.STALE_BASE, "catch up first")
        : Optional.empty();
  }

  private static Optional<ChatException> refuse(ErrorCode code, String detail) {
    return Optional.of(new ChatException(code, detail));
  }
}
