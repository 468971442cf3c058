package io.sotong.importer;

import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Outcome;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.model.ChannelId;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts messages into channels' histories, and into no mailbox: they are old, and everyone counts as
 * having read them. What an interrupted import has stored already is recognised by its ref.
 */
final class MessageImport {
  /** An interrupted chunk's messages stand among so many latest rows of their channel. */
  private static final int LOOK_BACK = 2 * Import.CHUNK;

  private final Log log;

  MessageImport(Log log) {
    this.log = log;
  }

  /** Appends {@code messages}, each list in its order, with one sync for all. */
  Future<Void> append(
      Map<ChannelId, List<MessageRow>> messages, Map<ChannelId, List<UserId>> members) {
    List<ChannelId> channels = List.copyOf(messages.keySet());
    return log.get(channels.stream().map(Register::channelHead).toList())
        .compose(heads -> log.read(ranges(channels, heads)))
        .compose(
            tails -> {
              List<Write> writes = new ArrayList<>();
              for (int i = 0; i < channels.size(); i++) {
                ChannelId channel = channels.get(i);
                writes.add(
                    write(
                        channel,
                        messages.getOrDefault(channel, List.of()),
                        tails.get(i),
                        members.getOrDefault(channel, List.of())));
              }
              return Future.all(
                  log.write(writes).stream()
                      .map(written -> written.puts().map(this::stored))
                      .toList());
            })
        .mapEmpty();
  }

  private static List<Range> ranges(List<ChannelId> channels, long[] heads) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < heads.length; i++) {
      long after = Math.max(0, heads[i] - LOOK_BACK);
      ranges.add(new Range(LogId.channel(channels.get(i)), after, 2 * LOOK_BACK));
    }
    return ranges;
  }

  private static Write write(
      ChannelId channel, List<MessageRow> messages, List<Cell> tail, List<UserId> members) {
    Set<String> known = new HashSet<>();
    tail.forEach(cell -> known.add(key(MessageRow.decode(cell.value()))));
    long seq = tail.isEmpty() ? 0 : tail.get(tail.size() - 1).seq();
    List<Put> puts = new ArrayList<>();
    for (MessageRow row : messages) {
      if (known.add(key(row))) {
        seq++;
        Cell cell = new Cell(LogId.channel(channel), seq, row.encode());
        puts.add(
            new Put(
                cell,
                List.of(
                    new Raise(Register.channelHead(channel), seq),
                    new Raise(Register.fannedOut(channel), seq))));
      }
    }
    List<Raise> read = new ArrayList<>();
    for (UserId member : members) {
      if (seq > 0) {
        read.add(new Raise(Register.readMarker(channel, member), seq));
      }
    }
    return new Write(java.util.Optional.empty(), puts, read);
  }

  private Void stored(List<Outcome> outcomes) {
    if (!outcomes.stream().allMatch(Outcome.Stored.class::isInstance)) {
      throw new IllegalStateException("somebody else writes to this store");
    }
    return null;
  }

  private static String key(MessageRow row) {
    return row.senderId() + "/" + row.ref();
  }
}
