package io.sotong.routing;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages that seem to stand in their channel already, as after a reconnect: looked at together,
 * by one read and one write.
 */
final class Resends {
  private final ChannelId channel;
  private final Log log;

  Resends(ChannelId channel, Log log) {
    this.channel = channel;
    this.log = log;
  }

  /** A message, and where it seems to stand. */
  record Seen(Send send, long seq) {}

  /**
   * What is there of each, in their order; empty where it is another message. The registers are
   * raised once more, for whoever wrote a row may have died before it did.
   */
  Future<List<Optional<Sent>>> answers(List<Seen> seen) {
    LogId rows = LogId.channel(channel);
    return log.read(seen.stream().map(one -> new Range(rows, one.seq() - 1, 1)).toList())
        .compose(
            found -> {
              List<Optional<Sent>> answers = new ArrayList<>(seen.size());
              List<Raise> raises = new ArrayList<>(2 * seen.size());
              for (int i = 0; i < seen.size(); i++) {
                Seen one = seen.get(i);
                Optional<Sent> answer = answer(one, found.get(i));
                answers.add(answer);
                if (answer.isPresent()) {
                  raises.addAll(raises(channel, one.send(), one.seq()));
                }
              }
              return raises.isEmpty()
                  ? Future.succeededFuture(answers)
                  : log.raise(raises).map(answers);
            });
  }

  private Optional<Sent> answer(Seen one, List<Cell> found) {
    if (found.isEmpty() || found.get(0).seq() != one.seq()) {
      return Optional.empty(); // expired meanwhile
    }
    MessageRow row = MessageRow.decode(found.get(0).value());
    return row.is(one.send().sender(), one.send().ref())
        ? Optional.of(new Sent(channel, one.seq(), row.sentAtMs(), false))
        : Optional.empty();
  }

  /** What rises with a message at {@code seq}: the head, and who speaks has read up to there. */
  static List<Raise> raises(ChannelId channel, Send send, long seq) {
    return List.of(
        new Raise(Register.channelHead(channel), seq),
        new Raise(Register.readMarker(channel, send.sender()), seq));
  }
}
