package io.sotong.model;

/**
 * A refusal that the client is told of. It carries no stack trace: it is an answer, not an
 * accident, and refusing must stay cheap under overload.
 */
public final class ChatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final long retryAfterMs;

  /**
   * A refusal with {@code detail} for people to read; it must hold no token and no message body.
   */
  public ChatException(ErrorCode code, String detail) {
    this(code, detail, 0);
  }

  /**
   * A refusal that says when to try again.
   *
   * @param retryAfterMs milliseconds from now, 0 if there is nothing to say
   */
  public ChatException(ErrorCode code, String detail, long retryAfterMs) {
    super(detail, null, false, false);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  public ErrorCode code() {
    return code;
  }

  /** One sentence for people. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** Milliseconds after which a new try makes sense; 0 when unknown. */
  public long retryAfterMs() {
    return retryAfterMs;
  }

  /** {@code cause} as the client may see it: itself if it is a refusal, else {@code internal}. */
  public static ChatException from(Throwable cause) {
    return cause instanceof ChatException refusal
        ? refusal
        : new ChatException(ErrorCode.INTERNAL, "internal error");
  }
}
