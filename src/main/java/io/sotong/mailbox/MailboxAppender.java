package io.sotong.mailbox;

import io.sotong.log.Append;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Puts an entry into a mailbox that may have it already: the careful way, for fan-outs that
 * somebody left unfinished and for notices. Any number may do the same at once.
 */
public final class MailboxAppender {
  /** A second copy is looked for among so many latest entries. */
  public static final int LOOK_BACK = 64;

  private final Append append;

  public MailboxAppender(Log log) {
    append = new Append(log);
  }

  /**
   * Puts {@code entry} into the mailbox of {@code user}, and tells where it stands.
   *
   * @param at the mailbox's head as it was read; an earlier copy is found unless it stands more
   *     than {@value #LOOK_BACK} entries before it
   */
  public Future<Append.Appended> append(UserId user, long at, Entry entry) {
    LogId mailbox = LogId.mailbox(user);
    Register head = Register.mailboxHead(user);
    Buffer value = entry.encode();
    return append.append(
        new Append.Entry(
            mailbox,
            Math.max(0, at - LOOK_BACK),
            at,
            row -> Entry.same(entry, Entry.decode(row)),
            seq -> new Put(new Cell(mailbox, seq, value), List.of(new Raise(head, seq)))));
  }
}
