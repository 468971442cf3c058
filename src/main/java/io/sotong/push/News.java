package io.sotong.push;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Range;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.sotong.push.PushPlan.Arrived;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads what is new in a mailbox. */
final class News {
  /** Of more, only the latest are looked at: who has missed so many is told enough by them. */
  static final int MOST = 500;

  private final Log log;

  News(Log log) {
    this.log = log;
  }

  /** A message in the mailbox, and what it says. */
  record Message(Arrived arrived, String body) {}

  /** A message's copy, and where it stands. */
  private record Copy(long place, Entry.OfMessage entry) {
    ChannelId channel() {
      return entry.channel();
    }
  }

  /** The messages after {@code after} up to {@code head}, in their order. */
  Future<List<Message>> after(UserId user, long after, long head) {
    long from = Math.max(after, head - MOST);
    return log.read(List.of(new Range(LogId.mailbox(user), from, (int) (head - from))))
        .compose(ranges -> messages(user, ranges.get(0)));
  }

  private Future<List<Message>> messages(UserId user, List<Cell> cells) {
    List<Copy> copies = new ArrayList<>();
    List<Range> named = new ArrayList<>();
    for (Cell cell : cells) {
      if (Entry.decode(cell.value()) instanceof Entry.OfMessage message) {
        copies.add(new Copy(cell.seq(), message));
        if (message.row().isEmpty()) {
          named.add(new Range(LogId.channel(message.channel()), message.seq() - 1, 1));
        }
      }
    }
    return (named.isEmpty() ? Future.succeededFuture(List.<List<Cell>>of()) : log.read(named))
        .map(rows -> put(user, copies, rows.iterator()));
  }

  private static List<Message> put(UserId user, List<Copy> copies, Iterator<List<Cell>> named) {
    List<Message> messages = new ArrayList<>(copies.size());
    for (Copy copy : copies) {
      MessageRow row =
          copy.entry().row().orElseGet(() -> MessageRow.decode(named.next().get(0).value()));
      messages.add(
          new Message(
              new Arrived(
                  copy.place(),
                  copy.channel(),
                  copy.entry().seq(),
                  row.senderId(),
                  row.mentions().contains(user)),
              row.body()));
    }
    return messages;
  }
}
