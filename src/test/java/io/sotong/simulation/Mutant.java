package io.sotong.simulation;

/** A rule left out. The checker must notice each: it is the test of the test. */
enum Mutant {
  /** The design as it is. */
  NONE,
  /** A gate counts as stored before it is. */
  EARLY_ACK,
  /** An earlier try of the same message is not recognised. */
  NO_BASE,
  /** An earlier copy in a mailbox is not recognised when its row is read. */
  NO_LOOK_BACK,
  /** What is copied already at or before a mailbox's head is not known. */
  NO_COPIED,
  /** A head is raised over the rows of others, and not what those ask for. */
  HEAD_ALONE,
  /** Nobody finishes what a dead router left. */
  NO_SWEEP,
  /** A device takes what comes and moves its cursor to the highest. */
  MAX_CURSOR,
  /** Heartbeats do not tell the mailbox's head. */
  HEADLESS_BEAT,
  /** A head is believed that is above the last row: what a lying base would do. */
  POISONED_HEAD,
  /** A place is tried that a row which has expired once had. */
  NO_HEAD,
  /** Cells can be written twice. */
  OVERWRITE,
  /** Fan-out counts as finished before the copies are stored. */
  EARLY_FANNED_OUT,
  /** Copies are stored although the message is not. */
  NO_GATE,
  /** After a put that failed, the later ones of its log are tried. */
  NO_ORDER,
  /** Members are not asked for again when the version says so. */
  OLD_MEMBERS
}
