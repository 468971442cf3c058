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

  private final Log log;
  private final Append append;

  public MailboxAppender(Log log) {
    this.log = log;
    append = new Append(log);
  }

  /** Puts {@code entry} into the mailbox of {@code user}, and tells where it stands. */
  public Future<Append.Appended> append(UserId user, Entry entry) {
    LogId mailbox = LogId.mailbox(user);
    Register head = Register.mailboxHead(user);
    Buffer value = entry.encode();
    return log.get(List.of(head))
        .compose(
            values ->
                append.append(
                    new Append.Entry(
                        mailbox,
                        Math.max(0, values[0] - LOOK_BACK),
                        values[0],
                        row -> Entry.same(entry, Entry.decode(row)),
                        seq ->
                            new Put(
                                new Cell(mailbox, seq, value), List.of(new Raise(head, seq))))));
  }
}
