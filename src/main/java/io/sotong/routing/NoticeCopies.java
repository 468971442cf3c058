package io.sotong.routing;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.log.Log;
import io.sotong.log.Register;
import io.sotong.mailbox.Copy;
import io.sotong.mailbox.Entry;
import io.sotong.mailbox.MailboxAppender;
import io.sotong.model.UserId;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts what is no message into mailboxes that may have it already. Not thread-safe. */
final class NoticeCopies {
  private final Log log;
  private final Hints hints;
  private final MailboxTails tails;
  private final AtOnce mailboxes;
  private final MailboxAppender appender;

  /**
   * Makes one.
   *
   * @param mailboxes what bounds how many are written to at once
   */
  NoticeCopies(Log log, Hints hints, MailboxTails tails, AtOnce mailboxes) {
    this.log = log;
    this.hints = hints;
    this.tails = tails;
    this.mailboxes = mailboxes;
    this.appender = new MailboxAppender(log);
  }

  /** Where the mailboxes of {@code users} end. */
  Future<Map<UserId, Long>> heads(List<UserId> users) {
    return log.get(users, Register::mailboxHead);
  }

  /**
   * Puts {@code notice} into the mailboxes of {@code users}, and hints those.
   *
   * @param heads of all of them, read before it was asked whether the notice is still to be
   *     delivered: so who was stopped for however long finds what others have put there meanwhile
   */
  Future<Void> put(
      List<UserId> users, Map<UserId, Long> heads, Entry.OfNotice notice, JsonBytes fields) {
    tails.forget(users);
    Copy copy = Copy.of(notice);
    List<Future<Place>> copies = new ArrayList<>(users.size());
    for (UserId user : users) {
      long head = heads.getOrDefault(user, 0L);
      copies.add(
          mailboxes.run(() -> appender.append(user, head, copy)).map(seq -> new Place(user, seq)));
    }
    return Future.join(copies)
        .map(
            done -> {
              tails.forget(users);
              hints.hint(copies.stream().map(Future::result).toList(), fields);
              return null;
            });
  }
}
