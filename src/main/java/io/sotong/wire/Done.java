package io.sotong.wire;

/** The answer of something that was done and has nothing to say. */
public enum Done {
  DONE
}
