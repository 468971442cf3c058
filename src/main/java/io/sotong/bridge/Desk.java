package io.sotong.bridge;

import java.util.Set;

/** What the sessions of one event loop share. On that event loop only. */
record Desk(Surroundings around, Gate gate, Beats beats, Acks acks, Set<Session> sessions) {
  long now() {
    return around.clock().millis();
  }
}
