package io.sotong.store;

/** A store that cannot be opened, and why, in one sentence for the operator. */
public final class StoreRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean passing;

  /** Says what is wrong, and what would be right. */
  public StoreRefusal(String sentence) {
    this(sentence, false);
  }

  private StoreRefusal(String sentence, boolean passing) {
    super(sentence, null, false, false);
    this.passing = passing;
  }

  /** Of a store that does not answer, or not in time: that may pass by itself. */
  public static StoreRefusal passing(String sentence) {
    return new StoreRefusal(sentence, true);
  }

  /** Whether the next try may well succeed, though nobody changes anything. */
  public boolean isPassing() {
    return passing;
  }
}
