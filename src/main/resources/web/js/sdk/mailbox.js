/**
 * This device's place in its user's mailbox, and the one that writes what the mailbox brought into the cache. Entries
 * come in ascending `seq`; each is handed on once. Whatever `onEntry` says is to be kept because of an entry is
 * written in the same transaction as the cursor that stands behind it: a device that is cut off between two
 * transactions gets the later entries again, and misses none.
 *
 * @fires kept with nothing, whenever the cursor was written; `kept` is the seq that is safe
 */
export class Mailbox extends EventTarget {
  #cursor = null;
  #cache;
  #onEntry;
  #changes = [];
  #writing = null;
  /** What is still to be read anew before the cursor may be kept: `reset`, `epoch` or nothing. */
  #held = null;
  /** The highest seq that this device has kept; what it may acknowledge. */
  kept = 0;

  /** @param onEntry takes an entry and returns the changes to the cache, see cache.js */
  constructor({ cache, onEntry }) {
    super();
    this.#cache = cache;
    this.#onEntry = onEntry;
  }

  /** What `hello` tells the server; nothing for a device that has read nothing yet. */
  get cursor() {
    return this.#cursor ?? undefined;
  }

  /** Goes on from where the cache is; whoever takes the mailbox over from another tab does so first. */
  async restore() {
    const { meta } = await this.#cache.read('meta');
    this.#cursor = meta.find(({ name }) => name === CURSOR)?.value ?? null;
    this.kept = this.#cursor?.seq ?? 0;
  }

  /**
   * Takes the answer of `hello`. `'same'`: entries go on from the cursor. `'reset'`: nothing is replayed, and what is
   * shown must be read anew through HTTP; `'epoch'`: the same, and no message kept so far is to be trusted. After
   * either the cursor is written only once {@link #settle} says that this was done.
   */
  opened({ mailbox, reset }) {
    const before = this.#cursor;
    const anew = before && before.epoch !== mailbox.epoch ? 'epoch' : reset === true || before === null ? 'reset' : null;
    if (!anew && !this.#held) return 'same';
    this.#cursor = { epoch: mailbox.epoch, seq: mailbox.head };
    this.#held = this.#held === 'epoch' ? 'epoch' : (anew ?? this.#held);
    return this.#held;
  }

  /** What had to be read anew has been; from now on the cursor is kept again. */
  settle(changes = []) {
    this.#held = null;
    return this.keep(changes);
  }

  /** Takes a pushed entry. False: one before it is missing, and the connection must be made again from the cursor. */
  take(entry) {
    if (entry.seq <= this.#cursor.seq) return true;
    if (entry.seq !== this.#cursor.seq + 1) return false;
    this.#cursor = { epoch: this.#cursor.epoch, seq: entry.seq };
    this.keep(this.#onEntry(entry) ?? []);
    return true;
  }

  /** Writes changes, with the cursor as it is then; many at once where many come. A promise of their being kept. */
  keep(changes) {
    this.#changes.push(...changes);
    this.#writing ??= Promise.resolve().then(() => this.#write());
    return this.#writing;
  }

  async #write() {
    while (this.#changes.length > 0 || this.#behind()) {
      const changes = this.#changes.splice(0);
      const cursor = this.#held ? null : this.#cursor;
      const behind = cursor ? [{ store: 'meta', put: { name: CURSOR, value: cursor } }] : [];
      try {
        await this.#cache.write([...changes, ...behind]);
      } catch {
        // Full, or gone. No later cursor may be kept without these: they go with the next write.
        this.#changes.unshift(...changes);
        break;
      }
      if (cursor && cursor.seq !== this.kept) {
        this.kept = cursor.seq;
        this.dispatchEvent(new Event('kept'));
      }
    }
    this.#writing = null;
  }

  #behind() {
    return this.#held === null && this.#cursor !== null && this.#cursor.seq !== this.kept;
  }
}

const CURSOR = 'cursor';
