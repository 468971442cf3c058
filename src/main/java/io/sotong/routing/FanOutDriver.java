package io.sotong.routing;

import io.sotong.bus.MailboxTalk.Place;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.mailbox.MailboxAppender;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the copies of a channel's messages into its members' mailboxes, the careful way: from
 * where the channel's {@code fannedOut} register stands, a page of messages at a time, each mailbox
 * in one write and many mailboxes at once. Any number of drivers may do the same at once, and any
 * of them may die at any step. Not thread-safe.
 */
final class FanOutDriver {
  private final Log log;
  private final KnownMembers members;
  private final Hints hints;
  private final MailboxTails tails;
  private final AtOnce mailboxes;
  private final MailboxAppender appender;
  private final Map<ChannelId, Run> running = new HashMap<>();

  /**
   * Makes one.
   *
   * @param mailboxes what bounds how many are written to at once
   */
  FanOutDriver(Log log, KnownMembers members, Hints hints, MailboxTails tails, AtOnce mailboxes) {
    this.log = log;
    this.members = members;
    this.hints = hints;
    this.tails = tails;
    this.mailboxes = mailboxes;
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
    Future<Void> now =
        log.get(List.of(Register.fannedOut(channel), Register.channelHead(channel)))
            .compose(values -> pages(channel, values[0], values[1]));
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

  /**
   * Copies the rows after {@code from} up to the channel's head and not beyond it: what stands
   * there was not acknowledged, history does not tell of it, and nobody may answer it yet.
   */
  private Future<Void> pages(ChannelId channel, long from, long head) {
    if (from >= head) {
      return Future.succeededFuture();
    }
    int limit = (int) Math.min(FanOutPage.MAX_ROWS, head - from);
    return log.read(List.of(new Range(LogId.channel(channel), from, limit)))
        .map(ranges -> FanOutPage.of(channel, ranges.get(0)))
        .compose(
            page ->
                recipients(channel)
                    .compose(recipients -> copy(page, recipients))
                    .compose(done -> pages(channel, page.last(), head)));
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
   * What others have copied since the page was read is told by the registers: by {@code fannedOut}
   * if all members have it, by each mailbox's own if some have. A driver that is stopped after it
   * has read them finds the places taken that it wanted, and reads who took them.
   */
  private Future<Void> copy(FanOutPage read, List<UserId> recipients) {
    List<Register> asked = new ArrayList<>(1 + 2 * recipients.size());
    asked.add(Register.fannedOut(read.channel()));
    for (UserId user : recipients) {
      asked.add(Register.mailboxHead(user));
      asked.add(Register.copied(user, read.channel()));
    }
    return log.get(asked)
        .compose(
            values -> {
              FanOutPage page = read.after(values[0]);
              return page.isEmpty()
                  ? Future.succeededFuture()
                  : copy(page, recipients, values).compose(done -> finished(page));
            });
  }

  private Future<Void> copy(FanOutPage page, List<UserId> recipients, long[] values) {
    tails.forget(recipients);
    List<List<Place>> landed =
        page.rows().stream().<List<Place>>map(r -> new ArrayList<>()).toList();
    List<Future<Void>> copies = new ArrayList<>(recipients.size());
    for (int i = 0; i < recipients.size(); i++) {
      UserId user = recipients.get(i);
      long head = values[1 + 2 * i];
      FanOutPage missing = page.after(values[2 + 2 * i]);
      copies.add(
          mailboxes
              .run(() -> appender.append(user, head, missing.copies()))
              .map(places -> note(user, places, landed)));
    }
    return Future.join(copies)
        .onComplete(
            done -> {
              tails.forget(recipients);
              for (int i = 0; i < landed.size(); i++) {
                hints.hint(landed.get(i), page.rows().get(i).fields());
              }
            })
        .mapEmpty();
  }

  /** Where the last rows of a page stand in a mailbox; those before them were there already. */
  private static Void note(UserId user, long[] places, List<List<Place>> landed) {
    int before = landed.size() - places.length;
    for (int i = 0; i < places.length; i++) {
      if (places[i] > 0) {
        landed.get(before + i).add(new Place(user, places[i]));
      }
    }
    return null;
  }

  private Future<Void> finished(FanOutPage page) {
    Raise finished = new Raise(Register.fannedOut(page.channel()), page.last());
    return log.raise(List.of(finished));
  }
}
