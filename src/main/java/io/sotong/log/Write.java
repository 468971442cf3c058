package io.sotong.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several puts that belong together, say a message and its copies in the members' mailboxes.
 *
 * @param gate if there is one, nothing else of this write is tried unless it is stored
 * @param puts tried after the gate; those of one log in the order given
 * @param last raised after the gate and every put are stored
 */
public record Write(Optional<Put> gate, List<Put> puts, List<Raise> last) {

  /** A write of one put. */
  public static Write of(Put put) {
    return new Write(Optional.of(put), List.of(), List.of());
  }

  /** A write that only raises registers. */
  public static Write of(List<Raise> raises) {
    return new Write(Optional.empty(), List.of(), raises);
  }

  /** The gate, if any, and the puts, in order. */
  public List<Put> all() {
    if (gate.isEmpty()) {
      return puts;
    }
    List<Put> all = new ArrayList<>(puts.size() + 1);
    all.add(gate.get());
    all.addAll(puts);
    return all;
  }
}
