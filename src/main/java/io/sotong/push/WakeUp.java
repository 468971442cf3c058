package io.sotong.push;

import io.sotong.model.UserId;
import io.sotong.wire.Codec;

/**
 * A user without a live session has something in the mailbox. What that is, and whether it is worth
 * waking anyone, is looked up when the wake-up is carried out: by then much may have changed.
 *
 * @param seq the end of the mailbox when this was enqueued
 */
public record WakeUp(UserId user, long seq) {
  /** The form in which queues keep it. */
  public static final Codec<WakeUp> CODEC =
      new Codec<>(
          1,
          (out, wake) -> out.text(wake.user.value()).number(wake.seq),
          in -> new WakeUp(new UserId(in.text()), in.number()));
}
