package io.sotong.log;

import io.sotong.model.ChannelId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The port to the store of logs and registers. Laws, each of which the contract suite holds every
 * adapter to:
 *
 * <ol>
 *   <li>A cell is write-once: of any number of puts to one place at most one is {@link
 *       Outcome.Stored}, and all others are told what stands there.
 *   <li>A put answered {@link Outcome.Stored} is durable, with its raises, whatever process or
 *       machine then dies. One that fails is <em>ambiguous</em>: it may have been stored, or be
 *       stored later.
 *   <li>Within one write, nothing is tried after a gate that was not stored: it is {@link
 *       Outcome.Skipped}.
 *   <li>Puts to the same log in one call, in whichever of its writes, are tried in the order given;
 *       after one that was not stored, the later ones to that log are {@link Outcome.Skipped}.
 *   <li>A store that says {@link #atomic()} keeps each write whole: if one of its cells is taken,
 *       none of it is stored and the other puts are {@link Outcome.Skipped}. Another store does
 *       what it can, and says what it did.
 *   <li>A read returns rows in ascending order without a gap between them. The first may lie beyond
 *       {@code after + 1} only when what was before it has expired. Every row stored before the
 *       read began is seen.
 *   <li>{@link #get} returns at least the value of every raise that completed before it.
 *   <li>Registers of one owner that one write raises for the same put, or in the same {@code last},
 *       are raised together: a {@link #get} of several, a {@link Register.Kind#COPIED} among them,
 *       that sees one of these raises sees all of them.
 * </ol>
 *
 * <p>Methods are called on any thread; futures complete on the caller's Vert.x context, if it has
 * one. When the store cannot answer within 3 seconds, or too much is waiting, they fail with {@code
 * unavailable}; what waits is bounded.
 */
public interface Log {
  /** Writes; the answers stand in the order of {@code writes}, each write for itself. */
  List<Written> write(List<Write> writes);

  /** Raises registers, and nothing else. */
  default Future<Void> raise(List<Raise> raises) {
    return write(List.of(Write.of(raises))).get(0).puts().mapEmpty();
  }

  /** Reads several ranges at once, each with at most its limit of rows; in the order asked. */
  Future<List<List<Cell>>> read(List<Range> ranges);

  /** The values of registers, in the order asked; 0 for one never raised. */
  Future<long[]> get(List<Register> registers);

  /** The values of one register for each key, in the order of the keys; none, without asking. */
  default <K> Future<Map<K, Long>> get(List<K> keys, Function<K, Register> register) {
    return keys.isEmpty()
        ? Future.succeededFuture(Map.of())
        : get(keys.stream().map(register).toList())
            .map(
                values -> {
                  Map<K, Long> by = new LinkedHashMap<>();
                  for (int i = 0; i < values.length; i++) {
                    by.put(keys.get(i), values[i]);
                  }
                  return by;
                });
  }

  /**
   * Channels of a slot whose {@link Register.Kind#CHANNEL_HEAD} is beyond {@link
   * Register.Kind#FANNED_OUT}: a dead router left their fan-out unfinished. At most {@code limit}.
   *
   * @param slot 0 to {@link #SLOTS} - 1, see {@link #slot}
   */
  Future<List<ChannelId>> unfinished(int slot, int limit);

  /** Whether a write of several logs is stored whole or not at all. */
  boolean atomic();

  /** Into how many slots channels are divided for sweeping. */
  int SLOTS = 64;

  /** The slot of a channel. */
  static int slot(ChannelId channel) {
    return Math.floorMod(channel.value().hashCode(), SLOTS);
  }
}
