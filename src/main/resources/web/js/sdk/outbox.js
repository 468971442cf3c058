const PREFIX = 'sotong.outbox.';
const AGAIN_MS = 1_500;

/**
 * Messages written but not yet known to be stored. Each stands in `localStorage` under its `ref` from before the
 * first try until the server's answer, with the `base` it was written at, and is sent again with both after every
 * reconnect: the server stores a `ref` once. Within a channel they go out one after the other, in their order.
 *
 * @fires change with `{channelId}`
 * @fires sent with the whole message
 */
export class Outbox extends EventTarget {
  #userId;
  #connection;
  #api;
  #storage;
  #items = new Map();
  #busy = new Set();
  #timers = new Set();

  constructor({ userId, connection, api, storage = globalThis.localStorage }) {
    super();
    this.#userId = userId;
    this.#connection = connection;
    this.#api = api;
    this.#storage = storage;
    for (const item of this.#stored()) this.#items.set(item.ref, item);
    connection.addEventListener('online', () => this.#pumpAll());
  }

  /** What waits in the channel, oldest first: `{ref, channelId, body, base, at, error?}`. */
  of(channelId) {
    return [...this.#items.values()].filter((item) => item.channelId === channelId);
  }

  get size() {
    return this.#items.size;
  }

  /** Takes a message; `base` is the highest `seq` of the channel that this device knows. */
  add(channelId, body, base) {
    const item = { ref: crypto.randomUUID?.() ?? randomRef(), channelId, body, base, at: Date.now() };
    this.#items.set(item.ref, item);
    this.#write(item);
    this.#changed(channelId);
    this.#pump(channelId);
  }

  /** Tries one again that was refused. */
  retry(ref) {
    const item = this.#items.get(ref);
    if (!item) return;
    delete item.error;
    this.#write(item);
    this.#changed(item.channelId);
    this.#pump(item.channelId);
  }

  /** Gives one up, or knows from elsewhere that it is stored. */
  drop(ref) {
    const item = this.#items.get(ref);
    if (!item) return;
    this.#items.delete(ref);
    this.#storage.removeItem(this.#key(ref));
    this.#changed(item.channelId);
  }

  /** Forgets all of them: the account leaves this browser. */
  clear() {
    for (const ref of [...this.#items.keys()]) this.drop(ref);
  }

  close() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#items.clear();
  }

  #pumpAll() {
    for (const channelId of new Set([...this.#items.values()].map((item) => item.channelId))) this.#pump(channelId);
  }

  async #pump(channelId) {
    if (this.#busy.has(channelId)) return;
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
      else {
        item.error = error.code;
        if (this.#items.has(ref)) this.#write(item);
        return this.#changed(channelId);
      }
    }
    if (!sent) return;
    const message = { channelId, seq: sent.seq, senderId: this.#userId, body, ref, sentAt: sent.sentAt, mentions: [] };
    this.dispatchEvent(new CustomEvent('sent', { detail: message }));
    this.drop(ref);
  }

  /** The channel has gone on too far for `ref` to be looked for there: looks for it itself, and takes a later base. */
  async #catchUp(item) {
    for (let after = item.base, more = true; more; ) {
      const page = await this.#api.messages(item.channelId, { after }, 100);
      const found = page.messages.find(({ senderId, ref }) => senderId === this.#userId && ref === item.ref);
      if (found) return found;
      after = page.messages.at(-1)?.seq ?? after;
      more = page.hasAfter && page.messages.length > 0;
      item.base = after;
    }
    this.#write(item);
    return undefined;
  }

  #again(channelId, ms) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#pump(channelId);
    }, ms);
    this.#timers.add(timer);
  }

  #changed(channelId) {
    this.dispatchEvent(new CustomEvent('change', { detail: { channelId } }));
  }

  #key(ref) {
    return `${PREFIX}${this.#userId}.${ref}`;
  }

  #write(item) {
    try {
      this.#storage.setItem(this.#key(item.ref), JSON.stringify(item));
    } catch {
      // Storage is full or forbidden: it lives as long as the page.
    }
  }

  #stored() {
    const items = [];
    for (let i = 0; i < this.#storage.length; i++) {
      const key = this.#storage.key(i);
      if (key.startsWith(`${PREFIX}${this.#userId}.`)) items.push(JSON.parse(this.#storage.getItem(key)));
    }
    return items.sort((a, b) => a.at - b.at);
  }
}

/** `crypto.randomUUID` is there on secure origins only, and a house network's is none. */
function randomRef() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
