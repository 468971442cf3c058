package io.sotong.blackbox;

/**
 * An error reply on a socket: the {@code code} of the contract, and on SockJS the HTTP status that
 * came as {@code failureCode}.
 */
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;
  private final boolean retryable;
  private final long retryAfterMs;

  Refused(String code, int status, boolean retryable, long retryAfterMs, String text) {
    super(code + ": " + text);
    this.code = code;
    this.status = status;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }

  public String code() {
    return code;
  }

  /** The HTTP status of the code, 0 on the plain socket, which does not tell it. */
  public int status() {
    return status;
  }

  public boolean retryable() {
    return retryable;
  }

  /** Milliseconds, 0 when the server gave none. */
  public long retryAfterMs() {
    return retryAfterMs;
  }
}
