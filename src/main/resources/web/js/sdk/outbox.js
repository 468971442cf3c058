const AGAIN_MS = 1_500;

/**
 * Messages written but not yet known to be stored. Each stands in the cache under its `ref` from before the first try
 * until the server's answer, with the `base` it was written at, and is sent again with both after every reconnect: the
 * server stores a `ref` once. Within a channel they go out one after the other, in their order. All tabs of a browser
 * show the same outbox; the one that leads sends.
 *
 * @fires change with `{channelId}`
 * @fires sent with the whole message, in every tab
 */
export class Outbox extends EventTarget {
  #userId;
  #cache;
  #connection;
  #api;
  #tabs;
  #items = new Map();
  #busy = new Set();
  #timers = new Set();
  #last = 0;

  /** @param connection a Connection, or a SharedConnection together with its `tabs` */
  constructor({ userId, cache, connection, api, tabs = null }) {
    super();
    this.#userId = userId;
    this.#cache = cache;
    this.#connection = connection;
    this.#api = api;
    this.#tabs = tabs;
    tabs?.on('outbox', (change) => this.#hear(change));
    connection.addEventListener('online', () => this.#pumpAll());
  }

  /** Reads what waits in the cache; before the first message is added. */
  async load() {
    const { outbox } = await this.#cache.read('outbox');
    for (const item of outbox) if (!this.#items.has(item.ref)) this.#items.set(item.ref, item);
    for (const channelId of this.#channels()) this.#changed(channelId);
    this.#pumpAll();
  }

  /** What waits in the channel, oldest first: `{ref, channelId, body, base, at, error?}`. */
  of(channelId) {
    return [...this.#items.values()].filter((item) => item.channelId === channelId).sort((a, b) => a.at - b.at);
  }

  get size() {
    return this.#items.size;
  }

  /**
   * Takes a message; `base` is the highest `seq` of the channel that this device knows. `changes` are written in the
   * same transaction: the end of the draft it was. Promises that it is kept, or as well kept as this device can.
   */
  async add(channelId, body, base, changes = []) {
    const at = (this.#last = Math.max(Date.now(), this.#last + 1));
    const item = { ref: crypto.randomUUID?.() ?? randomRef(), channelId, body, base, at };
    this.#items.set(item.ref, item);
    this.#changed(channelId);
    await this.#write([{ store: 'outbox', put: item }, ...changes]);
    this.#tabs?.say('outbox', { put: item });
    this.#pump(channelId);
  }

  /** Tries one again that was refused. */
  async retry(ref) {
    const item = this.#items.get(ref);
    if (!item) return;
    const { error, ...again } = item;
    await this.#put(again);
    this.#pump(again.channelId);
  }

  /** Gives one up, or knows from elsewhere that it is stored. Says what is to be kept of that, if anything. */
  drop(ref) {
    const item = this.#items.get(ref);
    if (!item) return [];
    this.#items.delete(ref);
    this.#changed(item.channelId);
    this.#tabs?.say('outbox', { drop: ref });
    return [{ store: 'outbox', drop: ref }];
  }

  /** Gives one up for good. */
  discard = (ref) => this.#write(this.drop(ref));

  close() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#items.clear();
  }

  #channels() {
    return new Set([...this.#items.values()].map((item) => item.channelId));
  }

  #pumpAll() {
    for (const channelId of this.#channels()) this.#pump(channelId);
  }

  async #pump(channelId) {
    if (this.#busy.has(channelId) || this.#connection.leading === false) return;
    this.#busy.add(channelId);
    try {
      for (let item; this.#connection.online && (item = this.of(channelId).find((each) => !each.error)); ) {
        await this.#send(item);
      }
    } catch (error) {
      if (this.#connection.online) this.#again(channelId, error.retryAfterMs || AGAIN_MS);
    } finally {
      this.#busy.delete(channelId);
    }
  }

  async #send(item) {
    const { ref, channelId, body, base } = item;
    let sent;
    try {
      sent = await this.#connection.ask('send', { channelId, body, ref, base });
    } catch (error) {
      if (error.code === 'stale_base') sent = await this.#catchUp(item);
      else if (error.retryable) throw error;
      else if (this.#items.has(ref)) return this.#put({ ...item, error: error.code });
    }
    // Where the mailbox was faster the whole message is there already.
    if (!sent || !this.#items.has(ref)) return;
    const message = { channelId, seq: sent.seq, senderId: this.#userId, body, ref, sentAt: sent.sentAt, mentions: [] };
    this.#items.delete(ref);
    this.#sent(message);
    this.#tabs?.say('outbox', { drop: ref, message });
    await this.#write([{ store: 'outbox', drop: ref }, { store: 'messages', put: message }]);
  }

  /** The channel has gone on too far for `ref` to be looked for there: looks for it itself, and takes a later base. */
  async #catchUp(item) {
    let base = item.base;
    for (let more = true; more; ) {
      const page = await this.#api.messages(item.channelId, { after: base }, 100);
      const found = page.messages.find(({ senderId, ref }) => senderId === this.#userId && ref === item.ref);
      if (found) return found;
      base = page.messages.at(-1)?.seq ?? base;
      more = page.hasAfter && page.messages.length > 0;
    }
    await this.#put({ ...item, base });
    return undefined;
  }

  #again(channelId, ms) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#pump(channelId);
    }, ms);
    this.#timers.add(timer);
  }

  async #put(item) {
    this.#items.set(item.ref, item);
    this.#changed(item.channelId);
    this.#tabs?.say('outbox', { put: item });
    await this.#write([{ store: 'outbox', put: item }]);
  }

  #hear({ put, drop, message }) {
    const channelId = put?.channelId ?? this.#items.get(drop)?.channelId;
    if (put) this.#items.set(put.ref, put);
    else this.#items.delete(drop);
    if (message) this.#sent(message);
    else if (channelId) this.#changed(channelId);
    if (put && !put.error) this.#pump(channelId);
  }

  #sent(message) {
    this.dispatchEvent(new CustomEvent('sent', { detail: message }));
    this.#changed(message.channelId);
  }

  #changed(channelId) {
    this.dispatchEvent(new CustomEvent('change', { detail: { channelId } }));
  }

  async #write(changes) {
    try {
      await this.#cache.write(changes);
    } catch {
      // Storage is full or forbidden: it lives as long as the page.
    }
  }
}

/** `crypto.randomUUID` is there on secure origins only, and a house network's is none. */
function randomRef() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
