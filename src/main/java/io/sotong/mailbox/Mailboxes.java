package io.sotong.mailbox;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.model.DeviceId;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Mailboxes as their readers see them. Any thread; futures complete on the caller's context and
 * fail with {@code unavailable} when the store does not answer.
 */
public final class Mailboxes {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Log log;

  public Mailboxes(Log log) {
    this.log = log;
  }

  /**
   * A mailbox at a moment.
   *
   * @param epoch the life it is in
   * @param head the last seq that is certainly stored
   */
  public record State(String epoch, long head) {}

  /**
   * An entry to be told.
   *
   * @param fields its JSON fields without {@code seq}
   */
  public record Told(long seq, JsonBytes fields) {}

  /**
   * What follows a cursor.
   *
   * @param entries ascending without a gap
   * @param expired what came right after the cursor is no longer kept: the device must start anew
   */
  public record Page(List<Told> entries, boolean expired) {}

  /** The mailbox of {@code user}; its epoch is made at its first use. */
  public Future<State> state(UserId user) {
    List<Register> registers = List.of(Register.mailboxEpoch(user), Register.mailboxHead(user));
    return log.get(registers)
        .compose(
            values -> {
              if (values[0] != 0) {
                return Future.succeededFuture(new State(Long.toHexString(values[0]), values[1]));
              }
              long epoch = 1 + (RANDOM.nextLong() & (1L << 52) - 1);
              Write first = Write.of(List.of(new Raise(registers.get(0), epoch)));
              return log.write(List.of(first)).get(0).puts().compose(done -> state(user));
            });
  }

  /** The last seq that is certainly stored; what a heartbeat is answered. */
  public Future<Long> head(UserId user) {
    return log.get(List.of(Register.mailboxHead(user))).map(values -> values[0]);
  }

  /**
   * The entries after a cursor.
   *
   * @param after exclusive
   * @param limit 1 to 500 entries
   * @param maxBytes about so many bytes at most, but always one entry if there is one
   */
  public Future<Page> read(UserId user, long after, int limit, int maxBytes) {
    return log.read(List.of(new Range(LogId.mailbox(user), after, limit)))
        .compose(
            ranges -> {
              List<Cell> cells = ranges.get(0);
              boolean expired = !cells.isEmpty() && cells.get(0).seq() != after + 1;
              return tell(cells, maxBytes).map(entries -> new Page(entries, expired));
            });
  }

  /** This device has stored its mailbox up to {@code seq}. */
  public Future<Void> ack(UserId user, DeviceId device, long seq) {
    Write write = Write.of(List.of(new Raise(Register.deviceAck(user, device), seq)));
    return log.write(List.of(write)).get(0).puts().mapEmpty();
  }

  private Future<List<Told>> tell(List<Cell> cells, int maxBytes) {
    List<Entry> entries = within(cells, maxBytes);
    List<Range> large = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Entry.OfMessage message && message.row().isEmpty()) {
        large.add(new Range(LogId.channel(message.channel()), message.seq() - 1, 1));
      }
    }
    Future<List<List<Cell>>> bodies =
        large.isEmpty() ? Future.succeededFuture(List.of()) : log.read(large);
    return bodies.map(found -> tell(cells, entries, found.iterator()));
  }

  private static List<Told> tell(
      List<Cell> cells, List<Entry> entries, Iterator<List<Cell>> bodies) {
    List<Told> told = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      long seq = cells.get(i).seq();
      if (entries.get(i) instanceof Entry.OfMessage message) {
        MessageRow row =
            message.row().orElseGet(() -> MessageRow.decode(bodies.next().get(0).value()));
        told.add(new Told(seq, Pushes.message(row.at(message.channel(), message.seq()))));
      } else if (entries.get(i) instanceof Entry.OfNotice notice) {
        told.add(new Told(seq, notice.fields()));
      }
    }
    return told;
  }

  private static List<Entry> within(List<Cell> cells, int maxBytes) {
    List<Entry> entries = new ArrayList<>(cells.size());
    int bytes = 0;
    for (Cell cell : cells) {
      Entry entry = Entry.decode(cell.value());
      bytes += entry instanceof Entry.OfMessage message ? message.bytes() : cell.value().length();
      if (bytes > maxBytes && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }
}
