package io.sotong.model;

/** How one user stands to another, from the first one's side. */
public enum FriendState {
  FRIENDS("friends"),
  INCOMING("incoming"),
  OUTGOING("outgoing"),
  /** Ended or declined; only told in mailbox entries, never listed. */
  NONE("none");

  private final String text;

  FriendState(String text) {
    this.text = text;
  }

  /** As clients read it. */
  public String text() {
    return text;
  }
}
