package io.sotong.routing;

import io.sotong.bus.RouteTalk.Send;
import io.sotong.bus.RouteTalk.Sent;
import io.sotong.channel.Membership;
import io.sotong.channel.Mentions;
import io.sotong.log.Append;
import io.sotong.log.Cell;
import io.sotong.log.Log;
import io.sotong.log.LogId;
import io.sotong.log.MessageRow;
import io.sotong.log.Put;
import io.sotong.log.Raise;
import io.sotong.log.Range;
import io.sotong.log.Register;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.protocol.Pushes;
import io.sotong.routing.ChannelView.Now;
import io.sotong.routing.Committer.Committed;
import io.sotong.routing.Resends.Seen;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * The sends of one channel on this router, one batch after the other: what waits while a batch is
 * under way makes the next, in the order in which it came. Nothing relies on there being one lane
 * only. Not thread-safe.
 */
final class ChannelLane {
  /** Without a base, a ref is recognised among so many latest messages; PROTOCOL.md. */
  static final int LOOK_BACK = 1_000;

  private static final int MAX_TOGETHER = 64;

  private final ChannelId channel;
  private final LogId logId;
  private final Log log;
  private final Append append;
  private final Committer committer;
  private final FanOutDriver driver;
  private final ChannelView view;
  private final ChannelTail tail;
  private final Resends resends;
  private final InstantSource clock;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private boolean underWay;

  ChannelLane(
      ChannelId channel,
      Log log,
      Committer committer,
      FanOutDriver driver,
      ChannelView view,
      InstantSource clock) {
    this.channel = channel;
    this.logId = LogId.channel(channel);
    this.log = log;
    this.append = new Append(log);
    this.committer = committer;
    this.driver = driver;
    this.view = view;
    this.tail = new ChannelTail(logId, log);
    this.resends = new Resends(channel, log);
    this.clock = clock;
  }

  private record Waiting(Send send, Promise<Sent> answer) {

    /** The same message again: what becomes of this becomes of that, and nothing more is stored. */
    void answers(Waiting again) {
      answer
          .future()
          .map(sent -> new Sent(sent.channel(), sent.seq(), sent.sentAtMs(), false))
          .onComplete(again.answer());
    }
  }

  /** A send that passed every check, and where an earlier try of it cannot stand. */
  private record Accepted(Waiting waiting, long base, MessageRow row, Buffer value) {
    Send send() {
      return waiting.send();
    }
  }

  /** Nothing waits and nothing is under way. */
  boolean idle() {
    return !underWay && waiting.isEmpty();
  }

  /** Members and registers, for those who ask about the channel without sending. */
  ChannelView view() {
    return view;
  }

  /** Stores a message and its copies; fails with the codes of {@code send}. */
  Future<Sent> send(Send send) {
    Waiting added = new Waiting(send, Promise.promise());
    waiting.add(added);
    if (!underWay) {
      next();
    }
    return added.answer().future();
  }

  private void next() {
    List<Waiting> together = new ArrayList<>();
    Map<String, Waiting> firsts = new HashMap<>();
    while (!waiting.isEmpty() && together.size() < MAX_TOGETHER) {
      Waiting one = waiting.element();
      Send send = one.send();
      Waiting first = firsts.putIfAbsent(send.sender().value() + ' ' + send.ref(), one);
      if (first == null) {
        together.add(one);
      } else if (send.base().equals(first.send().base())) {
        first.answers(one);
      } else {
        break; // it may be refused for its base
      }
      waiting.remove();
    }
    underWay = !together.isEmpty();
    if (!underWay) {
      return;
    }
    view.now()
        .compose(now -> store(now, together))
        .onFailure(cause -> together.forEach(one -> one.answer().tryFail(cause)))
        .onComplete(done -> next());
  }

  private Future<Void> store(Now now, List<Waiting> together) {
    List<Accepted> accepted = new ArrayList<>(together.size());
    long lowest = now.head();
    for (Waiting one : together) {
      Optional<ChatException> refusal = Admission.refusal(one.send(), now);
      if (refusal.isPresent()) {
        one.answer().fail(refusal.get());
      } else {
        long base = one.send().base().orElse(Math.max(0, now.head() - LOOK_BACK));
        lowest = Math.min(lowest, base);
        accepted.add(accept(one, base, now.members()));
      }
    }
    if (accepted.isEmpty()) {
      return Future.succeededFuture();
    }
    return tail.cover(lowest, now.head()).compose(seen -> place(accepted, seen, now));
  }

  private Accepted accept(Waiting waiting, long base, Membership members) {
    Send send = waiting.send();
    MessageRow row =
        new MessageRow(
            send.sender(),
            send.ref(),
            tail.sentAt(clock.millis()),
            Mentions.in(send.body(), members.usernames()),
            send.body());
    return new Accepted(waiting, base, row, row.encode());
  }

  /**
   * With all rows up to {@code seen} seen, those messages that are not among them follow in one
   * call; what that did not store goes the careful way after it, and at last what seems to be there
   * already is looked at.
   */
  private Future<Void> place(List<Accepted> accepted, long seen, Now now) {
    List<Accepted> fresh = new ArrayList<>(accepted.size());
    List<Accepted> again = new ArrayList<>(0);
    List<Seen> places = new ArrayList<>(0);
    for (Accepted one : accepted) {
      Optional<Long> place = tail.find(one.send(), one.base());
      place.ifPresent(at -> places.add(new Seen(one.send(), at)));
      (place.isEmpty() ? fresh : again).add(one);
    }
    boolean behind =
        now.fannedOut() < seen; // not the head: a row beyond it may be fresh from another
    List<Copies> copies = new ArrayList<>(fresh.size());
    for (int i = 0; i < fresh.size(); i++) {
      copies.add(copies(fresh.get(i), seen + 1 + i, behind, now.members()));
    }
    return committer
        .commit(copies)
        .compose(
            committed -> {
              Future<Void> rest = Future.succeededFuture();
              for (int i = 0; i < fresh.size(); i++) {
                Accepted one = fresh.get(i);
                if (committed.get(i).gate()) {
                  done(one, seen + 1 + i, behind, committed.get(i));
                } else {
                  tail.doubt();
                  rest = rest.compose(before -> careful(one, seen, now));
                }
              }
              return rest.compose(before -> resent(again, places, now));
            });
  }

  private Future<Void> resent(List<Accepted> again, List<Seen> places, Now now) {
    if (again.isEmpty()) {
      return Future.succeededFuture();
    }
    return resends
        .answers(places)
        .compose(
            answers -> {
              Future<Void> rest = Future.succeededFuture();
              for (int i = 0; i < again.size(); i++) {
                Accepted one = again.get(i);
                if (answers.get(i).isPresent()) {
                  one.waiting().answer().complete(answers.get(i).get());
                } else {
                  rest = rest.compose(before -> careful(one, one.base(), now));
                }
              }
              driver.drive(channel);
              return rest;
            });
  }

  /** While older messages wait for their fan-out, newer ones must not overtake them. */
  private Copies copies(Accepted one, long seq, boolean behind, Membership members) {
    return new Copies(
        Optional.of(put(one, seq)),
        Entry.OfMessage.of(channel, seq, one.row(), one.value().length()),
        Pushes.message(one.row().at(channel, seq)),
        behind ? List.of() : List.copyOf(members.usernames().keySet()),
        behind ? List.of() : List.of(new Raise(Register.fannedOut(channel), seq)));
  }

  private void done(Accepted one, long seq, boolean behind, Committed committed) {
    tail.stored(one.send(), seq);
    one.waiting().answer().complete(new Sent(channel, seq, one.row().sentAtMs(), true));
    if (behind || !committed.copies()) {
      driver.drive(channel);
    }
  }

  /** Whatever others did meanwhile, and whether or not an earlier try of ours is there. */
  private Future<Void> careful(Accepted one, long base, Now now) {
    return append
        .append(
            new Append.Entry(
                logId,
                base,
                Math.max(base, now.head()),
                found -> MessageRow.decode(found).is(one.send().sender(), one.send().ref()),
                seq -> put(one, seq)))
        .compose(at -> at.isNew() ? stored(one, at.seq()) : storedBefore(at.seq()))
        .onComplete(one.waiting().answer())
        .onSuccess(sent -> driver.drive(channel))
        .transform(done -> Future.succeededFuture());
  }

  private Future<Sent> stored(Accepted one, long seq) {
    return Future.succeededFuture(new Sent(channel, seq, one.row().sentAtMs(), true));
  }

  private Future<Sent> storedBefore(long seq) {
    return log.read(List.of(new Range(logId, seq - 1, 1)))
        .map(
            rows -> {
              MessageRow row = MessageRow.decode(rows.get(0).get(0).value());
              return new Sent(channel, seq, row.sentAtMs(), false);
            });
  }

  /** Registers rise with the row, before anyone is told. */
  private Put put(Accepted one, long seq) {
    return new Put(new Cell(logId, seq, one.value()), Resends.raises(channel, one.send(), seq));
  }
}
