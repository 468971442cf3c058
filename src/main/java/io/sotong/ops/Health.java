package io.sotong.ops;

/** Whether this node takes work. Any thread. */
public final class Health {
  /** The life of a node. */
  public enum State {
    STARTING,
    READY,
    DRAINING
  }

  private volatile State state = State.STARTING;

  public State state() {
    return state;
  }

  public void become(State next) {
    state = next;
  }

  public boolean ready() {
    return state == State.READY;
  }
}
