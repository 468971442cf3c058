package io.sotong.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A well-formed request whose fields have values that cannot be accepted: {@code invalid}, with
 * each field named. No stack trace: it is an answer.
 */
public final class InvalidFields extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, by field. */
  private final transient Map<String, String> messages;

  private InvalidFields(Map<String, String> messages) {
    super("A field has a value that is not acceptable.", null, false, false);
    this.messages = messages;
  }

  Map<String, String> messages() {
    return messages;
  }

  /** Begins to look at the fields of a request. */
  public static Check check() {
    return new Check();
  }

  /** Collects what is wrong. */
  public static final class Check {
    private final Map<String, String> messages = new LinkedHashMap<>();

    private Check() {}

    /** If {@code acceptable} is false, {@code field} is wrong as {@code message} tells. */
    public Check that(boolean acceptable, String field, String message) {
      if (!acceptable) {
        messages.putIfAbsent(field, message);
      }
      return this;
    }

    /** Throws {@link InvalidFields} if anything was wrong. */
    public void done() {
      if (!messages.isEmpty()) {
        throw new InvalidFields(messages);
      }
    }
  }
}
