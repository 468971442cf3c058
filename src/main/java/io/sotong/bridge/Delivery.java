package io.sotong.bridge;

import io.sotong.mailbox.Mailboxes.Page;
import io.sotong.mailbox.Mailboxes.Told;
import io.sotong.wire.JsonBytes;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * A cursor over one mailbox: what was written to one device, and how the rest gets there. Entries
 * go out in ascending order, none left out, none twice, whatever hints come, and nothing is kept
 * here: what cannot be written now is read from the store when it can.
 */
final class Delivery {
  private final Outlet outlet;
  private long sent;
  private long wanted;
  private boolean started;
  private boolean open;
  private boolean reading;
  private long seenSent;
  private long seenBacklog;
  private long progressAtMs;

  /** The two ends between which a delivery runs: a mailbox and a device. */
  interface Outlet {
    /** Whether the device takes more now. */
    boolean takes();

    /** As {@link Transport#backlog}. */
    long backlog();

    /** Gives entries to the device, in this order. */
    void write(List<Told> entries);

    /** Reads the mailbox after {@code seq}. */
    Future<Page> read(long seq);

    /** What comes next is no longer kept; the device must be told to start anew. */
    void expired();
  }

  Delivery(Outlet outlet) {
    this.outlet = outlet;
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
    if (started && open && seq == sent + 1 && outlet.takes()) {
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
    if (started && open && !reading && sent < wanted && outlet.takes()) {
      reading = true;
      outlet.read(sent).onComplete(this::arrived);
    }
  }

  /** A failed read, and one that found less than was known, is tried again by hint or sweep. */
  private void arrived(AsyncResult<Page> result) {
    reading = false;
    if (result.failed() || !open) {
      return;
    }
    Page page = result.result();
    if (page.expired()) {
      outlet.expired();
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
    outlet.write(entries);
    sent += entries.size();
    wanted = Math.max(wanted, sent);
  }

  /** Whether, although something waits to be sent, nothing has moved for {@code slowMs}. */
  boolean stuck(long nowMs, long slowMs) {
    long backlog = outlet.backlog();
    boolean idle = backlog == 0 && (!open || sent >= wanted);
    if (idle || sent != seenSent || backlog != seenBacklog) {
      seenSent = sent;
      seenBacklog = backlog;
      progressAtMs = nowMs;
    }
    return nowMs - progressAtMs > slowMs;
  }
}
