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
import io.sotong.log.Write;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.protocol.Pushes;
import io.sotong.routing.ChannelView.Now;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sends of one channel on this router, one batch after the other: what waits while a batch is under
 * way makes the next, in the order in which it came. Nothing relies on there being one lane only. Not
 * thread-safe.
 */
final class ChannelLane {
  /** Without a base, a ref is recognised among so many latest messages; PROTOCOL.md. */
  static final int LOOK_BACK = 1_000;

  /** A base further behind the head than this is stale; PROTOCOL.md. */
  static final int MAX_BEHIND = 5_000;

  private static final int MAX_TOGETHER = 64;

  private final ChannelId channel;
  private final LogId logId;
  private final Log log;
  private final Append append;
  private final Committer committer;
  private final FanOutDriver driver;
  private final ChannelView view;
  private final InstantSource clock;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Tail tail;
  private long lastSentAtMs;
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
    this.clock = clock;
  }

  private record Waiting(Send send, Promise<Sent> answer) {}

  /** A send that passed every check; its row needs only a place. */
  private record Accepted(Waiting waiting, long base, Membership members) {}

  /** Nothing waits and nothing is under way. */
  boolean idle() {
    return !underWay && waiting.isEmpty();
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

  /** Members and registers, for those who ask about the channel without sending. */
  ChannelView view() {
    return view;
  }

  private void next() {
    List<Waiting> together = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (!waiting.isEmpty() && together.size() < MAX_TOGETHER) {
      Send send = waiting.element().send();
      if (!keys.add(send.sender().value() + ' ' + send.ref())) {
        break; // the same message twice: the second is answered from the row of the first
      }
      together.add(waiting.remove());
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
      Optional<ChatException> refusal = refusal(one.send(), now);
      if (refusal.isPresent()) {
        one.answer().fail(refusal.get());
      } else {
        long base = one.send().base().orElse(Math.max(0, now.head() - LOOK_BACK));
        accepted.add(new Accepted(one, base, now.members()));
        lowest = Math.min(lowest, base);
      }
    }
    if (accepted.isEmpty()) {
      return Future.succeededFuture();
    }
    return cover(lowest, now.head())
        .compose(
            covered -> {
              List<Future<Void>> ends = new ArrayList<>(accepted.size());
              long next = covered.last() + 1;
              for (Accepted one : accepted) {
                List<Long> candidates = new ArrayList<>(0);
                covered.find(hash(one.waiting().send()), one.base(), candidates::add);
                if (candidates.isEmpty()) {
                  ends.add(fast(one, next++, now));
                } else {
                  ends.add(careful(one, candidates.get(0) - 1, now));
                }
              }
              return Future.join(ends).mapEmpty();
            });
  }

  private static Optional<ChatException> refusal(Send send, Now now) {
    Membership members = now.members();
    if (!members.has(send.sender())) {
      return Optional.of(new ChatException(ErrorCode.NOT_FOUND, "no such channel"));
    }
    if (members.blocked().contains(send.sender())) {
      return Optional.of(new ChatException(ErrorCode.BLOCKED, "the other side blocked you"));
    }
    if (send.base().isEmpty()) {
      return Optional.empty();
    }
    long base = send.base().getAsLong();
    if (base > now.head()) {
      return Optional.of(new ChatException(ErrorCode.INVALID, "base is above the channel's head"));
    }
    if (now.head() - base > MAX_BEHIND) {
      return Optional.of(new ChatException(ErrorCode.STALE_BASE, "catch up first"));
    }
    return Optional.empty();
  }

  /** Makes the tail know every row after {@code base}, as far as this router can. */
  private Future<Tail> cover(long base, long head) {
    Tail known = tail;
    if (known != null && known.from() <= base && known.last() >= head) {
      return Future.succeededFuture(known);
    }
    boolean forward = known != null && known.from() <= base;
    Tail covering = forward ? Objects.requireNonNull(known) : new Tail(base);
    tail = null; // until it is whole again
    return load(covering)
        .map(
            whole -> {
              tail = whole;
              return whole;
            });
  }

  private Future<Tail> load(Tail loading) {
    return log.read(List.of(new Range(logId, loading.last(), 512)))
        .compose(
            ranges -> {
              List<Cell> rows = ranges.get(0);
              for (Cell cell : rows) {
                MessageRow row = MessageRow.decode(cell.value());
                loading.add(hash(row.senderId(), row.ref()));
                lastSentAtMs = Math.max(lastSentAtMs, row.sentAtMs());
              }
              return rows.size() == 512 ? load(loading) : Future.succeededFuture(loading);
            });
  }

  /** With everything before {@code seq} seen, and this message not among it: one try, no reading. */
  private Future<Void> fast(Accepted accepted, long seq, Now now) {
    Send send = accepted.waiting().send();
    MessageRow row = row(accepted);
    Buffer value = row.encode();
    Entry entry = Entry.OfMessage.of(channel, seq, row, value.length());
    boolean behind = now.fannedOut() < now.head();
    Copies copies =
        new Copies(
            Optional.of(put(send.sender(), value, seq)),
            entry,
            Pushes.message(row.at(channel, seq)),
            behind ? List.of() : List.copyOf(accepted.members().usernames().keySet()),
            behind ? List.of() : List.of(new Raise(Register.fannedOut(channel), seq)));
    return committer
        .commit(copies)
        .compose(
            committed -> {
              if (!committed.gate()) {
                tail = null;
                return careful(accepted, seq - 1, now);
              }
              Tail known = tail;
              if (known != null && known.last() == seq - 1) {
                known.add(hash(send));
              }
              accepted.waiting().answer().complete(sent(seq, row.sentAtMs(), true));
              if (behind || !committed.copies()) {
                driver.drive(channel);
              }
              return Future.succeededFuture();
            });
  }

  /** Whatever others did meanwhile, and whether or not an earlier try of ours is there. */
  private Future<Void> careful(Accepted accepted, long base, Now now) {
    Send send = accepted.waiting().send();
    MessageRow row = row(accepted);
    Buffer value = row.encode();
    return append
        .append(
            new Append.Entry(
                logId,
                base,
                Math.max(base, now.head()),
                found -> MessageRow.decode(found).is(send.sender(), send.ref()),
                seq -> put(send.sender(), value, seq)))
        .compose(
            at -> {
              if (at.isNew()) {
                return Future.succeededFuture(sent(at.seq(), row.sentAtMs(), true));
              }
              return log.read(List.of(new Range(logId, at.seq() - 1, 1)))
                  .map(
                      rows -> {
                        Buffer stored = rows.get(0).get(0).value();
                        return sent(at.seq(), MessageRow.decode(stored).sentAtMs(), false);
                      });
            })
        .onComplete(accepted.waiting().answer())
        .onSuccess(sent -> driver.drive(channel))
        .transform(done -> Future.succeededFuture());
  }

  /** The head rises with the row, before anyone is told; and who speaks has read up to there. */
  private Put put(UserId sender, Buffer value, long seq) {
    return new Put(
        new Cell(logId, seq, value),
        List.of(
            new Raise(Register.channelHead(channel), seq),
            new Raise(Register.readMarker(channel, sender), seq)));
  }

  private MessageRow row(Accepted accepted) {
    Send send = accepted.waiting().send();
    lastSentAtMs = Math.max(lastSentAtMs, clock.millis());
    return new MessageRow(
        send.sender(),
        send.ref(),
        lastSentAtMs,
        Mentions.in(send.body(), accepted.members().usernames()),
        send.body());
  }

  private Sent sent(long seq, long sentAtMs, boolean isNew) {
    return new Sent(channel, seq, sentAtMs, isNew);
  }

  private static long hash(Send send) {
    return hash(send.sender(), send.ref());
  }

  /** 64 bits, so that rows of other messages are looked at almost never. */
  private static long hash(UserId sender, String ref) {
    long hash = 0xcbf29ce484222325L;
    hash = mix(hash, sender.value());
    return mix(hash * 31 + 1, ref);
  }

  private static long mix(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
