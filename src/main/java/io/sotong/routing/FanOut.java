package io.sotong.routing;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.log.Cell;
import io.sotong.log.LogId;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Register;
import io.sotong.mailbox.Entry;
import io.sotong.model.UserId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which cells of which mailboxes an entry goes to. Pure.
 *
 * @param puts one for each mailbox, in the order of the places
 * @param places where the entry will stand if all are stored
 */
record FanOut(List<Put> puts, List<Place> places) {

  /**
   * Plans the copies of {@code entry}.
   *
   * @param next the place that follows all that was seen of a user's mailbox
   */
  static FanOut of(Entry entry, Collection<UserId> recipients, ToLongFunction<UserId> next) {
    Buffer value = entry.encode();
    List<Put> puts = new ArrayList<>(recipients.size());
    List<Place> places = new ArrayList<>(recipients.size());
    for (UserId user : recipients) {
      long seq = next.applyAsLong(user);
      puts.add(
          new Put(
              new Cell(LogId.mailbox(user), seq, value),
              List.of(new Raise(Register.mailboxHead(user), seq))));
      places.add(new Place(user, seq));
    }
    return new FanOut(puts, places);
  }
}
