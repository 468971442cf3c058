package io.sotong.mailbox;

import io.sotong.log.Log;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.List;

/**
 * Puts entries into mailboxes that may have them already: the careful way, for fan-outs and for
 * notices. Any number may do the same at once, and any of them may die at any step.
 *
 * <p>The law that it rests on, beside those of {@link io.sotong.log.Append}: whoever raises a
 * mailbox's head to a place raises, before or with it, the {@link
 * io.sotong.log.Register.Kind#COPIED} of every channel's copy that he saw between the head he knew
 * and that place. So a copy that is not beyond the head is known by that register, however far back
 * it stands, and those beyond the head are found by trying the place after it.
 */
public final class MailboxAppender {
  /** A second copy of a notice is looked for among so many latest entries. */
  public static final int LOOK_BACK = 64;

  private final Log log;

  public MailboxAppender(Log log) {
    this.log = log;
  }

  /**
   * Puts copies of messages of one channel into the mailbox of {@code user}, in one write.
   *
   * @param head the mailbox's head as it was read
   * @param copies in the order of the channel; those that the register of what is copied, read
   *     together with {@code head}, says to be there are left out
   * @return where each stands; 0 for one that was there before, and nobody knows where
   */
  public Future<long[]> append(UserId user, long head, List<Copy> copies) {
    return new Insertion(log, user, head, copies).put();
  }

  /**
   * Puts a notice into the mailbox of {@code user}, and tells where it stands.
   *
   * @param head the mailbox's head as it was read; an earlier copy is found unless it stands more
   *     than {@value #LOOK_BACK} entries before it
   */
  public Future<Long> append(UserId user, long head, Copy notice) {
    return new Insertion(log, user, head, List.of(notice))
        .readOn(Math.max(0, head - LOOK_BACK))
        .map(places -> places[0]);
  }
}
