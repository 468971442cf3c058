package io.sotong.importer;

/** A line that cannot be brought in, and why; the others go on. */
final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Rejected(String reason) {
    super(reason, null, false, false);
  }
}
