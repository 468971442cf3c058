/**
 * This device's place in its user's mailbox. Entries come in ascending `seq`; each is handed on once, and the cursor
 * moves with it, so that a reconnect goes on exactly where this one broke off.
 */
export class Mailbox {
  #cursor = null;
  #onEntry;

  constructor(onEntry) {
    this.#onEntry = onEntry;
  }

  /** What `hello` tells the server; nothing for a device that has read nothing yet. */
  get cursor() {
    return this.#cursor ?? undefined;
  }

  /** Takes the answer of `hello`. True: nothing is replayed, and what is shown must be read anew through HTTP. */
  opened({ mailbox, reset }) {
    const anew = reset === true || this.#cursor === null || this.#cursor.epoch !== mailbox.epoch;
    if (anew) this.#cursor = { epoch: mailbox.epoch, seq: mailbox.head };
    return anew;
  }

  /** Takes a pushed entry. False: one before it is missing, and the connection must be made again from the cursor. */
  take(entry) {
    if (entry.seq <= this.#cursor.seq) return true;
    if (entry.seq !== this.#cursor.seq + 1) return false;
    this.#cursor = { epoch: this.#cursor.epoch, seq: entry.seq };
    this.#onEntry(entry);
    return true;
  }
}
