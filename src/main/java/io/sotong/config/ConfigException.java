package io.sotong.config;

/** A misconfiguration, in one sentence for the operator. The program does not start. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, naming the element, and what would be right. */
  public ConfigException(String sentence) {
    super(sentence, null, false, false);
  }

  public static void check(boolean fine, String sentence) {
    if (!fine) {
      throw new ConfigException(sentence);
    }
  }
}
