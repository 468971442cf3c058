package io.sotong.push;

import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.wire.Codec;

/**
 * A user without a live session has something in the mailbox.
 *
 * @param channel which it is about
 * @param seq its place in the mailbox: whoever has acknowledged so far need not be woken
 */
public record WakeUp(UserId user, ChannelId channel, long seq) {
  /** The form in which queues keep it. */
  public static final Codec<WakeUp> CODEC =
      new Codec<>(
          1,
          (out, wake) -> out.text(wake.user.value()).text(wake.channel.value()).number(wake.seq),
          in -> new WakeUp(new UserId(in.text()), new ChannelId(in.text()), in.number()));
}
