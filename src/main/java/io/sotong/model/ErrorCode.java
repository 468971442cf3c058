package io.sotong.model;

import java.util.Locale;
import java.util.Optional;

/** The codes of the client contract, the same over HTTP and on the sockets. */
public enum ErrorCode {
  BAD_REQUEST(400),
  BAD_CREDENTIALS(401),
  UNAUTHORIZED(401),
  TOKEN_EXPIRED(401),
  FORBIDDEN(403),
  BLOCKED(403),
  NOT_FOUND(404),
  USERNAME_TAKEN(409),
  CONFLICT(409),
  STALE_BASE(409),
  CURSOR_RESET(410),
  MESSAGE_TOO_LONG(413),
  TOO_LARGE(413),
  EMPTY_MESSAGE(422),
  INVALID(422),
  GROUP_FULL(422),
  RATE_LIMITED(429),
  INTERNAL(500),
  UNAVAILABLE(503),
  NO_CHAT_SERVER(503);

  private final int status;
  private final String text;

  ErrorCode(int status) {
    this.status = status;
    this.text = name().toLowerCase(Locale.ROOT);
  }

  /** The HTTP status that goes with it, also a bus reply's {@code failureCode}. */
  public int status() {
    return status;
  }

  /** The code as clients read it: lower case with underscores. */
  public String text() {
    return text;
  }

  /** Whether the same request may succeed later without being changed. */
  public boolean retryable() {
    return switch (this) {
      case RATE_LIMITED, INTERNAL, UNAVAILABLE, NO_CHAT_SERVER -> true;
      default -> false;
    };
  }

  /** The code that {@code text} names, if any does. */
  public static Optional<ErrorCode> of(String text) {
    for (ErrorCode code : values()) {
      if (code.text.equals(text)) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
