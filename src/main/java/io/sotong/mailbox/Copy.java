package io.sotong.mailbox;

import io.vertx.core.buffer.Buffer;

/**
 * An entry as it goes into each of several mailboxes.
 *
 * @param cell the entry, encoded once for all of them
 */
public record Copy(Entry entry, Buffer cell) {
  public static Copy of(Entry entry) {
    return new Copy(entry, entry.encode());
  }
}
