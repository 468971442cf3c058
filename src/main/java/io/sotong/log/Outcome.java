package io.sotong.log;

import io.vertx.core.buffer.Buffer;

/** What became of one {@link Put}. */
public sealed interface Outcome {
  /** The cell was free and is now durably ours. */
  record Stored() implements Outcome {}

  /** Somebody's cell stands there already: this one. It may be our own of an earlier try. */
  record Taken(Buffer existing) implements Outcome {}

  /** Not tried, because something it depends on was not stored. */
  record Skipped() implements Outcome {}

  Outcome STORED = new Stored();
  Outcome SKIPPED = new Skipped();
}
