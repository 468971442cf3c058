package io.sotong.store.embedded;

import io.sotong.mailbox.SessionDirectory;
import io.sotong.presence.PresenceTable;
import io.sotong.presence.PresenceTableContract;

/** {@link MemoryPresence} keeps to what every table does. */
class MemoryPresenceTest implements PresenceTableContract {
  private final MemoryPresence presence = new MemoryPresence();

  @Override
  public PresenceTable table() {
    return presence;
  }

  @Override
  public SessionDirectory directory() {
    return presence;
  }
}
