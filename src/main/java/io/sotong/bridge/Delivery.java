package io.sotong.bridge;

import io.sotong.mailbox.Mailboxes;
import io.sotong.mailbox.Mailboxes.Page;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.model.UserId;
import io.sotong.protocol.CloseCode;
import io.sotong.wire.JsonBytes;
import io.vertx.core.AsyncResult;
import java.util.ArrayList;
import java.util.List;

/**
 * A cursor over one mailbox: what was written to one device, and how the rest gets there. Entries
 * go out in ascending order, none left out, none twice, whatever hints come, and nothing is kept
 * here: what cannot be written now is read from the store when it can.
 */
final class Delivery {
  private final Session session;
  private final UserId owner;
  private long sent;
  private long wanted;
  private boolean started;
  private boolean open;
  private boolean reading;
  private long seenSent;
  private long seenBacklog;
  private long progressAtMs;

  Delivery(Session session, UserId owner) {
    this.session = session;
    this.owner = owner;
  }

  /** Goes on after {@code cursor}, and knows that {@code head} is stored. */
  void start(long cursor, long head, long nowMs) {
    sent = cursor;
    wanted = Math.max(wanted, Math.max(cursor, head));
    started = true;
    progressAtMs = nowMs;
  }

  /** From now on, or no longer, entries may be written. */
  void open(boolean now) {
    open = now;
    pump();
  }

  boolean isOpen() {
    return open;
  }

  /** The highest seq that is known to be stored. */
  long known() {
    return wanted;
  }

  /** An entry is stored, and here are its fields. */
  void hint(long seq, JsonBytes fields) {
    wanted = Math.max(wanted, seq);
    if (started && open && seq == sent + 1 && session.transport().writable()) {
      write(List.of(new Told(seq, fields)));
    } else {
      pump();
    }
  }

  /** Everything up to {@code head} is stored. */
  void head(long head) {
    wanted = Math.max(wanted, head);
    pump();
  }

  /** Reads on if there is something to write and room for it; one read at a time. */
  void pump() {
    if (!started || !open || reading || sent >= wanted || !session.isLive()) {
      return;
    }
    if (session.transport().writable()) {
      reading = true;
      BridgeOptions.Pages pages = session.desk().gate().options().pages();
      session.desk().gate().figures().reads().increment();
      Mailboxes mailboxes = session.desk().around().mailboxes();
      mailboxes.read(owner, sent, pages.entries(), pages.bytes()).onComplete(this::arrived);
    }
  }

  /** A failed read, and one that found less than was known, is tried again by hint or sweep. */
  private void arrived(AsyncResult<Page> result) {
    reading = false;
    if (result.failed() || !session.isLive() || !open) {
      return;
    }
    Page page = result.result();
    if (page.expired()) {
      session.end(CloseCode.TOO_SLOW); // the next hello will tell it to start anew
      return;
    }
    List<Told> next = new ArrayList<>(page.entries().size());
    for (Told entry : page.entries()) {
      if (entry.seq() == sent + 1 + next.size()) { // a hint may have been quicker than the page
        next.add(entry);
      }
    }
    if (!next.isEmpty()) {
      write(next);
      pump();
    } else if (!page.entries().isEmpty()) {
      pump();
    }
  }

  private void write(List<Told> entries) {
    session.dialect().entries(session.transport(), owner, entries);
    sent += entries.size();
    wanted = Math.max(wanted, sent);
    session.desk().gate().figures().entries().add(entries.size());
  }

  /** Whether, although something waits to be sent, nothing has moved for {@code slowMs}. */
  boolean stuck(long nowMs, long slowMs) {
    long backlog = session.transport().backlog();
    boolean idle = backlog == 0 && (!open || sent >= wanted);
    if (idle || sent != seenSent || backlog != seenBacklog) {
      seenSent = sent;
      seenBacklog = backlog;
      progressAtMs = nowMs;
    }
    return nowMs - progressAtMs > slowMs;
  }
}
