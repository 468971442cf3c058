package io.sotong.routing;

import io.sotong.log.Cell;
import io.sotong.log.MessageRow;
import io.sotong.mailbox.Copy;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.protocol.Pushes;
import io.sotong.wire.JsonBytes;
import java.util.ArrayList;
import java.util.List;

/** Neighbours in a channel whose copies go into each mailbox together. Pure. */
record FanOutPage(ChannelId channel, List<Row> rows) {
  static final int MAX_ROWS = 64;

  /** A page stops after so many bytes of messages, so that few large ones are held at once. */
  static final int MAX_BYTES = 256 << 10;

  /**
   * A message to be copied.
   *
   * @param fields its entry's JSON, for those who are here
   */
  record Row(long seq, Copy copy, JsonBytes fields) {
    static Row of(ChannelId channel, Cell cell) {
      MessageRow row = MessageRow.decode(cell.value());
      Entry entry = Entry.OfMessage.of(channel, cell.seq(), row, cell.value().length());
      return new Row(cell.seq(), Copy.of(entry), Pushes.message(row.at(channel, cell.seq())));
    }
  }

  /** The first of {@code cells}, at least one, as many as a page may have. */
  static FanOutPage of(ChannelId channel, List<Cell> cells) {
    if (cells.isEmpty()) {
      throw new IllegalStateException("a row up to the head is missing in " + channel);
    }
    List<Row> rows = new ArrayList<>(cells.size());
    long bytes = 0;
    for (Cell cell : cells) {
      bytes += cell.value().length();
      if (bytes > MAX_BYTES && !rows.isEmpty()) {
        break;
      }
      rows.add(Row.of(channel, cell));
    }
    return new FanOutPage(channel, rows);
  }

  /** What of it stands after {@code seq}. */
  FanOutPage after(long seq) {
    int from = 0;
    while (from < rows.size() && rows.get(from).seq() <= seq) {
      from++;
    }
    return from == 0 ? this : new FanOutPage(channel, rows.subList(from, rows.size()));
  }

  List<Copy> copies() {
    return rows.stream().map(Row::copy).toList();
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The seq of its last message; there must be one. */
  long last() {
    return rows.get(rows.size() - 1).seq();
  }
}
