package io.sotong.store;

/** A store that cannot be opened, and why, in one sentence for the operator. */
public final class StoreRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, and what would be right. */
  public StoreRefusal(String sentence) {
    super(sentence, null, false, false);
  }
}
