package io.sotong.routing;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.log.Write;
import io.sotong.mailbox.Entry;
import io.sotong.mailbox.MailboxAppender;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the copies of a channel's messages into its members' mailboxes, the careful way: from
 * where the channel's {@code fannedOut} register stands. Any number of drivers may do the same at
 * once, and any of them may die at any step. Not thread-safe.
 */
final class FanOutDriver {
  private static final int PAGE = 64;

  private final Log log;
  private final KnownMembers members;
  private final Hints hints;
  private final MailboxTails tails;
  private final MailboxAppender appender;
  private final Map<ChannelId, Run> running = new HashMap<>();

  FanOutDriver(Log log, KnownMembers members, Hints hints, MailboxTails tails) {
    this.log = log;
    this.members = members;
    this.hints = hints;
    this.tails = tails;
    appender = new MailboxAppender(log);
  }

  private static final class Run {
    private final Future<Void> now;
    private boolean again;

    Run(Future<Void> now) {
      this.now = now;
    }
  }

  /**
   * Finishes what is unfinished of a channel; if that is being done already, once more after it.
   * Fails with {@code unavailable}; the sweeper tries again then.
   */
  Future<Void> drive(ChannelId channel) {
    Run run = running.get(channel);
    if (run != null) {
      run.again = true;
      return run.now;
    }
    Future<Void> now = fannedOut(channel).compose(from -> rows(channel, from));
    Run started = new Run(now);
    running.put(channel, started);
    now.onComplete(
        done -> {
          running.remove(channel, started);
          if (started.again && done.succeeded()) {
            drive(channel);
          }
        });
    return now;
  }

  /** Puts an entry into mailboxes that may have it, and hints those. */
  Future<Void> deliver(Collection<UserId> recipients, Entry entry, JsonBytes fields) {
    List<UserId> users = List.copyOf(recipients);
    return heads(users).compose(heads -> deliver(users, heads, entry, fields));
  }

  private Future<long[]> heads(List<UserId> users) {
    return log.get(users.stream().map(Register::mailboxHead).toList());
  }

  private Future<Void> deliver(
      List<UserId> recipients, long[] heads, Entry entry, JsonBytes fields) {
    tails.forget(recipients);
    List<Future<Place>> copies = new ArrayList<>(recipients.size());
    for (int i = 0; i < heads.length; i++) {
      UserId user = recipients.get(i);
      copies.add(appender.append(user, heads[i], entry).map(at -> new Place(user, at.seq())));
    }
    return Future.join(copies)
        .map(
            done -> {
              tails.forget(recipients);
              hints.hint(copies.stream().map(Future::result).toList(), fields);
              return null;
            });
  }

  private Future<Long> fannedOut(ChannelId channel) {
    return log.get(List.of(Register.fannedOut(channel))).map(values -> values[0]);
  }

  private Future<Void> rows(ChannelId channel, long from) {
    return log.read(List.of(new Range(LogId.channel(channel), from, PAGE)))
        .compose(
            ranges -> {
              List<Cell> rows = ranges.get(0);
              Future<Void> done =
                  rows.isEmpty()
                      ? Future.succeededFuture()
                      : recipients(channel).compose(members -> rows(channel, rows, members));
              return rows.size() < PAGE ? done : done.compose(before -> rows(channel, from + PAGE));
            });
  }

  private Future<Void> rows(ChannelId channel, List<Cell> rows, List<UserId> recipients) {
    Future<Void> done = Future.succeededFuture();
    for (Cell row : rows) {
      done = done.compose(before -> row(channel, row, recipients));
    }
    return done;
  }

  /** Asked after the rows were read: none of them was sent after a later change was answered. */
  private Future<List<UserId>> recipients(ChannelId channel) {
    return log.get(List.of(Register.channelVersion(channel)))
        .compose(values -> members.of(channel, values[0]))
        .map(known -> List.copyOf(known.usernames().keySet()))
        .recover(
            cause ->
                cause instanceof ChatException refused && refused.code() == ErrorCode.NOT_FOUND
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(cause));
  }

  /**
   * The mailboxes' heads are read before it is asked whether another driver has finished this row:
   * so a driver that was stopped for however long, at whatever step, either hears that the row is
   * done, or looks for earlier copies from where the mailboxes ended before it was.
   */
  private Future<Void> row(ChannelId channel, Cell cell, List<UserId> recipients) {
    return heads(recipients)
        .compose(
            heads ->
                fannedOut(channel)
                    .compose(
                        upTo ->
                            upTo >= cell.seq()
                                ? Future.succeededFuture()
                                : copy(channel, cell, recipients, heads)));
  }

  private Future<Void> copy(ChannelId channel, Cell cell, List<UserId> recipients, long[] heads) {
    MessageRow row = MessageRow.decode(cell.value());
    Entry entry = Entry.OfMessage.of(channel, cell.seq(), row, cell.value().length());
    JsonBytes fields = Pushes.message(row.at(channel, cell.seq()));
    return deliver(recipients, heads, entry, fields)
        .compose(
            done -> {
              Raise finished = new Raise(Register.fannedOut(channel), cell.seq());
              return log.write(List.of(Write.of(List.of(finished)))).get(0).puts().mapEmpty();
            });
  }
}
