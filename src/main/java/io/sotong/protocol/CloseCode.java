package io.sotong.protocol;

/** Why the server ends a connection, as the client reads it. */
public enum CloseCode {
  /** The client said goodbye; the same is said back. */
  NORMAL(1000, "bye"),
  RESTART(1012, "restarting"),
  OVERLOADED(1013, "overloaded"),
  BAD_FRAME(4400, "bad frame"),
  UNAUTHORIZED(4401, "not signed in"),
  SILENT(4408, "no hello or no heartbeat in time"),
  REPLACED(4409, "the same device connected again"),
  TOO_LARGE(4413, "frame too large"),
  TOO_FAST(4429, "too fast"),
  TOO_SLOW(4430, "too slow");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  public int code() {
    return code;
  }

  /** For people; ASCII without anything that JSON escapes. */
  public String reason() {
    return reason;
  }
}
