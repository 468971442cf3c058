package io.sotong.protocol;

/** A frame that is not of the protocol at all: the connection is closed with 4400. */
public final class BadFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  BadFrameException(String detail) {
    super(detail, null, false, false);
  }
}
