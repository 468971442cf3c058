package io.sotong.simulation;

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
import io.sotong.log.Written;
import io.sotong.mailbox.Entry;
import io.sotong.model.ChannelId;
import io.sotong.model.ChatException;
import io.sotong.model.ErrorCode;
import io.sotong.model.UserId;
import io.sotong.simulation.SimulatedLog.Fate;
import io.sotong.wire.JsonBytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One process's way to the store. Every operation is a step of its own that may be overtaken; once
 * the process is dead it hears nothing more, though what it asked for may still happen.
 */
final class SimulatedPort implements Log {
  private final SimulatedLog store;
  private final Scheduler scheduler;
  private final Mutant mutant;
  private final boolean atomic;
  private final List<ChannelId> channels;
  private boolean dead;

  SimulatedPort(
      SimulatedLog store,
      Scheduler scheduler,
      Mutant mutant,
      boolean atomic,
      List<ChannelId> channels) {
    this.store = store;
    this.scheduler = scheduler;
    this.mutant = mutant;
    this.atomic = atomic;
    this.channels = channels;
  }

  void kill() {
    dead = true;
  }

  boolean dead() {
    return dead;
  }

  @Override
  public boolean atomic() {
    return atomic;
  }

  @Override
  public List<Written> write(List<Write> writes) {
    List<Written> written = new ArrayList<>();
    Set<LogId> broken = new HashSet<>();
    Future<Void> before = Future.succeededFuture();
    for (Write write : writes) {
      Promise<Outcome> gate = Promise.promise();
      Promise<List<Outcome>> puts = Promise.promise();
      written.add(new Written(gate.future(), puts.future()));
      before =
          before.compose(
              done ->
                  atomic ? whole(write, broken, gate, puts) : piecewise(write, broken, gate, puts));
    }
    return written;
  }

  private Future<Void> whole(
      Write write, Set<LogId> broken, Promise<Outcome> gate, Promise<List<Outcome>> puts) {
    Promise<Void> done = Promise.promise();
    scheduler.later(
        () -> {
          store.settle();
          if (mutant == Mutant.EARLY_ACK) {
            gate.tryComplete(Outcome.STORED);
          }
          if (mutant == Mutant.EARLY_FANNED_OUT) {
            write.last().forEach(store::raise);
          }
          List<Put> all = write.all();
          int taken = -1;
          Outcome outcome = Outcome.STORED;
          for (int i = 0; i < all.size() && taken < 0; i++) {
            Cell cell = all.get(i).cell();
            if (broken.contains(cell.log()) && mutant != Mutant.NO_ORDER) {
              taken = i;
              outcome = Outcome.SKIPPED;
            } else if (store.existing(cell).isPresent()) {
              taken = i;
              outcome = new Outcome.Taken(seen(cell.log(), store.existing(cell).orElseThrow()));
            }
          }
          Fate fate = taken >= 0 ? Fate.APPLIED : store.fate();
          if (taken < 0 && (fate == Fate.APPLIED || fate == Fate.ANSWER_LOST)) {
            all.forEach(store::apply);
            write.last().forEach(store::raise);
          } else if (fate == Fate.LATE) {
            store.willBeLate(write);
          }
          if (taken == 0 && mutant == Mutant.NO_GATE) {
            write.puts().forEach(store::apply);
          }
          if (taken >= 0 || fate != Fate.APPLIED) {
            all.forEach(put -> broken.add(put.cell().log()));
          }
          answerWhole(write, taken, outcome, fate, gate, puts);
          done.complete();
        });
    return done.future();
  }

  private void answerWhole(
      Write write,
      int taken,
      Outcome outcome,
      Fate fate,
      Promise<Outcome> gate,
      Promise<List<Outcome>> puts) {
    answer(
        () -> {
          if (fate != Fate.APPLIED) {
            gate.tryFail(lost());
            puts.tryFail(lost());
            return;
          }
          List<Outcome> outcomes = new ArrayList<>();
          for (int i = 0; i < write.all().size(); i++) {
            outcomes.add(taken < 0 ? Outcome.STORED : i == taken ? outcome : Outcome.SKIPPED);
          }
          gate.tryComplete(write.gate().isEmpty() ? Outcome.STORED : outcomes.remove(0));
          puts.tryComplete(outcomes);
        });
  }

  private Future<Void> piecewise(
      Write write, Set<LogId> broken, Promise<Outcome> gate, Promise<List<Outcome>> puts) {
    Future<Outcome> first =
        write
            .gate()
            .map(put -> together(List.of(put), broken).map(outcomes -> outcomes.get(0)))
            .orElse(Future.succeededFuture(Outcome.STORED));
    if (mutant == Mutant.EARLY_ACK) {
      answer(() -> gate.tryComplete(Outcome.STORED));
    }
    first.onComplete(
        fate ->
            answer(
                () -> {
                  if (fate.succeeded()) {
                    gate.tryComplete(fate.result());
                  } else {
                    gate.tryFail(fate.cause());
                  }
                }));
    return first.transform(
        opened -> {
          boolean open = opened.succeeded() && opened.result() instanceof Outcome.Stored;
          return rest(write.puts(), open, broken)
              .onComplete(
                  all ->
                      answer(
                          () -> {
                            if (all.failed()) {
                              puts.tryFail(all.cause());
                              return;
                            }
                            boolean stored =
                                open && all.result().stream().allMatch(Outcome.STORED::equals);
                            if (stored) {
                              write.last().forEach(this::raise);
                            }
                            puts.tryComplete(all.result());
                          }))
              .transform(end -> Future.succeededFuture());
        });
  }

  /** Puts one statement after the other; each has the next puts of one log, as many as it likes. */
  private Future<List<Outcome>> rest(List<Put> puts, boolean open, Set<LogId> broken) {
    Future<List<Outcome>> done = Future.succeededFuture(new ArrayList<>());
    int from = 0;
    while (from < puts.size()) {
      int to = from + 1;
      while (to < puts.size()
          && puts.get(to).cell().log().equals(puts.get(from).cell().log())
          && store.sharesStatement()) {
        to++;
      }
      List<Put> statement = puts.subList(from, to);
      done =
          done.compose(
              sofar ->
                  (open ? together(statement, broken) : skipped(statement))
                      .map(
                          outcomes -> {
                            sofar.addAll(outcomes);
                            return sofar;
                          }));
      from = to;
    }
    return done;
  }

  private static Future<List<Outcome>> skipped(List<Put> puts) {
    return Future.succeededFuture(Collections.nCopies(puts.size(), Outcome.SKIPPED));
  }

  /** All of them or none: if one is taken, then those before it. */
  private Future<List<Outcome>> together(List<Put> puts, Set<LogId> broken) {
    Promise<List<Outcome>> answer = Promise.promise();
    scheduler.later(
        () -> {
          store.settle();
          LogId log = puts.get(0).cell().log();
          if (broken.contains(log) && mutant != Mutant.NO_ORDER) {
            skipped(puts).onComplete(answer);
            return;
          }
          List<Outcome> outcomes = new ArrayList<>();
          List<Put> free = new ArrayList<>();
          for (Put put : puts) {
            Optional<Buffer> existing = store.existing(put.cell());
            if (outcomes.size() > free.size()) {
              outcomes.add(Outcome.SKIPPED);
            } else if (existing.isPresent()) {
              outcomes.add(new Outcome.Taken(seen(log, existing.get())));
            } else {
              free.add(put);
              outcomes.add(Outcome.STORED);
            }
          }
          if (free.size() < puts.size()) {
            broken.add(log);
          }
          Fate fate = free.isEmpty() ? Fate.APPLIED : store.fate();
          // Registers are raised by whoever has put, if he lives and hears that it is stored.
          List<Put> bare = free.stream().map(put -> new Put(put.cell(), List.of())).toList();
          if (fate == Fate.APPLIED || fate == Fate.ANSWER_LOST) {
            bare.forEach(store::apply);
          } else if (fate == Fate.LATE) {
            store.willBeLate(new Write(Optional.empty(), bare, List.of()));
          }
          if (fate != Fate.APPLIED) {
            broken.add(log);
            answer.fail(lost());
            return;
          }
          answer(
              () -> {
                Fate raised = free.isEmpty() ? Fate.APPLIED : store.fate();
                if (raised == Fate.APPLIED || raised == Fate.ANSWER_LOST) {
                  free.forEach(this::raise);
                }
                if (raised == Fate.APPLIED) {
                  answer.complete(outcomes);
                } else {
                  broken.add(log);
                  answer.fail(lost());
                }
              });
        });
    return answer.future();
  }

  private void raise(Put put) {
    List<Raise> raises = put.raises();
    boolean alone = mutant == Mutant.HEAD_ALONE && put.cell().log().sort() == LogId.Sort.MAILBOX;
    (alone ? raises.subList(Math.max(0, raises.size() - 2), raises.size()) : raises)
        .forEach(store::raise);
  }

  private void raise(Raise raise) {
    if (mutant != Mutant.HEAD_ALONE || raise.register().kind() != Register.Kind.COPIED) {
      store.raise(raise);
    }
  }

  @Override
  public Future<List<List<Cell>>> read(List<Range> ranges) {
    return ask(
        () ->
            ranges.stream()
                .map(range -> store.read(range).stream().map(this::seen).toList())
                .toList());
  }

  @Override
  public Future<long[]> get(List<Register> registers) {
    return ask(() -> registers.stream().mapToLong(this::value).toArray());
  }

  private long value(Register register) {
    long value = store.value(register);
    if (mutant == Mutant.POISONED_HEAD
        && register.kind() == Register.Kind.CHANNEL_HEAD
        && value > 3) {
      return value + 2;
    }
    if (mutant == Mutant.NO_HEAD && register.kind() == Register.Kind.MAILBOX_HEAD) {
      return 0;
    }
    if (mutant == Mutant.NO_COPIED && register.kind() == Register.Kind.COPIED) {
      return 0;
    }
    boolean old = mutant == Mutant.OLD_MEMBERS && register.kind() == Register.Kind.CHANNEL_VERSION;
    return old ? 1 : value;
  }

  @Override
  public Future<List<ChannelId>> unfinished(int slot, int limit) {
    return ask(
        () ->
            channels.stream()
                .filter(channel -> Log.slot(channel) == slot)
                .filter(
                    channel ->
                        store.value(Register.channelHead(channel))
                            > store.value(Register.fannedOut(channel)))
                .toList());
  }

  private Cell seen(Cell cell) {
    return new Cell(cell.log(), cell.seq(), seen(cell.log(), cell.value()));
  }

  /** What a mutant that cannot recognise its own rows sees. */
  private Buffer seen(LogId log, Buffer value) {
    if (mutant == Mutant.NO_BASE && log.sort() == LogId.Sort.CHANNEL) {
      MessageRow row = MessageRow.decode(value);
      return new MessageRow(
              new UserId("nobody"), row.ref(), row.sentAtMs(), row.mentions(), row.body())
          .encode();
    }
    if (mutant == Mutant.NO_LOOK_BACK && log.sort() == LogId.Sort.MAILBOX) {
      return new Entry.OfNotice("?", new JsonBytes(Buffer.buffer())).encode();
    }
    return value;
  }

  private <T> Future<T> ask(java.util.function.Supplier<T> question) {
    Promise<T> promise = Promise.promise();
    scheduler.later(
        () -> {
          store.settle();
          T answer = question.get();
          answer(() -> promise.complete(answer));
        });
    return promise.future();
  }

  private void answer(Runnable answer) {
    scheduler.later(
        () -> {
          if (!dead) {
            answer.run();
          }
        });
  }

  private static ChatException lost() {
    return new ChatException(ErrorCode.UNAVAILABLE, "no answer");
  }
}
