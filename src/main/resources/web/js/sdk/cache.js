/**
 * What a device keeps: rows by store. Two kinds of it behave alike, one over IndexedDB and one in memory:
 *  - `read(...stores)` promises `{store: [row]}`, all read at one moment;
 *  - `messages(channelId, from, to)` promises the kept messages of that span, ascending, perhaps with holes;
 *  - `write(changes)` makes all of them in one transaction or none; a change is `{store, put: row}`,
 *    `{store, drop: key}` or `{channel}`, which drops that channel's messages;
 *  - `trim(first, mostOfEach, most)` drops the oldest messages of each channel that has more than `mostOfEach`, and of
 *    the channels that come last those that are too many in all; `first` names the channels that come first, in order;
 *  - `destroy()` forgets everything.
 */
export const STORES = {
  meta: 'name',
  channels: 'channelId',
  messages: ['channelId', 'seq'],
  users: 'userId',
  reads: 'channelId',
  drafts: 'channelId',
  outbox: 'ref',
};

const VERSION = 1;

/**
 * A cache that stays within bounds: after every so many messages written the oldest are dropped, and those of channels
 * that were not looked at for the longest. Where the browser gives no more room half of that is let go of, and the
 * write is tried once more.
 */
export class BoundedCache {
  #cache;
  #bounds;
  #written = Infinity;
  #trimming = null;

  /** @param bounds `{mostOfEach, most, every, first}`; `first()` names the channels that are to be kept first */
  constructor(cache, { mostOfEach = 5_000, most = 50_000, every = 500, first = () => [] } = {}) {
    this.#cache = cache;
    this.#bounds = { mostOfEach, most, every, first };
  }

  read = (...stores) => this.#cache.read(...stores);
  messages = (channelId, from, to) => this.#cache.messages(channelId, from, to);
  destroy = () => this.#cache.destroy();
  close = () => this.#cache.close();

  trim(first = this.#bounds.first(), mostOfEach = this.#bounds.mostOfEach, most = this.#bounds.most) {
    return this.#cache.trim(first, mostOfEach, most);
  }

  async write(changes) {
    try {
      await this.#cache.write(changes);
    } catch (error) {
      if (error?.name !== 'QuotaExceededError') throw error;
      await this.trim(this.#bounds.first(), this.#bounds.mostOfEach / 2, this.#bounds.most / 2);
      await this.#cache.write(changes);
    }
    this.#written += changes.filter(({ store, put }) => store === 'messages' && put).length;
    if (this.#written > this.#bounds.every) this.#trimSoon();
  }

  /** Nobody waits for it, and where it fails the next one does the same. */
  #trimSoon() {
    this.#written = 0;
    this.#trimming ??= this.trim()
      .catch(() => {})
      .finally(() => (this.#trimming = null));
  }
}

export class IndexedDbCache {
  #db;

  constructor(db) {
    this.#db = db;
    // Another tab is deleting the base, or making it anew.
    db.onversionchange = () => db.close();
  }

  /** Opens the account's base, making it if need be. Rejects where the browser has none, or none for this page. */
  static open(userId, factory = globalThis.indexedDB) {
    return new Promise((resolve, reject) => {
      const opening = factory.open(NAME + userId, VERSION);
      opening.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(STORES)) opening.result.createObjectStore(store, { keyPath });
      };
      opening.onsuccess = () => resolve(new IndexedDbCache(opening.result));
      opening.onerror = () => reject(opening.error);
    });
  }

  async read(...stores) {
    const tx = this.#db.transaction(stores, 'readonly');
    const rows = await Promise.all(stores.map((store) => answer(tx.objectStore(store).getAll())));
    return Object.fromEntries(stores.map((store, i) => [store, rows[i]]));
  }

  async messages(channelId, from, to) {
    const store = this.#db.transaction('messages', 'readonly').objectStore('messages');
    return answer(store.getAll(IDBKeyRange.bound([channelId, from], [channelId, to])));
  }

  async write(changes) {
    if (changes.length === 0) return;
    const names = new Set(changes.map(({ store }) => store ?? 'messages'));
    const tx = this.#db.transaction([...names], 'readwrite');
    const done = finished(tx);
    for (const { store, put, drop, channel } of changes) {
      if (channel) tx.objectStore('messages').delete(IDBKeyRange.bound([channel, 0], [channel, Infinity]));
      else if (put) tx.objectStore(store).put(put);
      else tx.objectStore(store).delete(drop);
    }
    // At once, and not when the page next has time: it may be going away.
    tx.commit?.();
    await done;
  }

  async trim(first, mostOfEach, most) {
    const tx = this.#db.transaction('messages', 'readwrite');
    const store = tx.objectStore('messages');
    const done = finished(tx);
    const kept = await channelsOf(store);
    let left = most;
    for (const channelId of inOrder(first, kept)) {
      const range = IDBKeyRange.bound([channelId, 0], [channelId, Infinity]);
      const count = await answer(store.count(range));
      const stay = Math.min(count, mostOfEach, left);
      if (stay < count) await cut(store, range, stay);
      left -= stay;
    }
    await done;
  }

  async destroy(factory = globalThis.indexedDB) {
    const { name } = this.#db;
    this.#db.close();
    await new Promise((resolve) => {
      const deleting = factory.deleteDatabase(name);
      deleting.onsuccess = deleting.onerror = resolve;
    });
  }

  close() {
    this.#db.close();
  }
}

export class MemoryCache {
  #stores = new Map(Object.keys(STORES).map((store) => [store, new Map()]));

  async read(...stores) {
    return Object.fromEntries(stores.map((store) => [store, structuredClone([...this.#stores.get(store).values()])]));
  }

  async messages(channelId, from, to) {
    const all = [...this.#stores.get('messages').values()];
    return all.filter((row) => row.channelId === channelId && row.seq >= from && row.seq <= to).sort((a, b) => a.seq - b.seq);
  }

  async write(changes) {
    for (const { store, put, drop, channel } of changes) {
      if (channel) this.#dropMessages(channel);
      else if (put) this.#stores.get(store).set(keyOf(store, put), structuredClone(put));
      else this.#stores.get(store).delete(String(drop));
    }
  }

  async trim(first, mostOfEach, most) {
    const rows = this.#stores.get('messages');
    let left = most;
    for (const channelId of inOrder(first, new Set([...rows.values()].map((row) => row.channelId)))) {
      const kept = await this.messages(channelId, 0, Infinity);
      const stay = Math.min(kept.length, mostOfEach, left);
      for (const row of kept.slice(0, kept.length - stay)) rows.delete(keyOf('messages', row));
      left -= stay;
    }
  }

  async destroy() {
    for (const rows of this.#stores.values()) rows.clear();
  }

  close() {}

  #dropMessages(channelId) {
    const rows = this.#stores.get('messages');
    for (const [key, row] of rows) if (row.channelId === channelId) rows.delete(key);
  }
}

/**
 * The account's cache on this device; in memory where the browser keeps nothing.
 *
 * @param bounds see BoundedCache
 */
export async function openCache(userId, bounds) {
  try {
    const cache = await IndexedDbCache.open(userId);
    await cache.read('meta');
    return new BoundedCache(cache, bounds);
  } catch {
    return new BoundedCache(new MemoryCache(), bounds);
  }
}

const NAME = 'sotong.';

/** The channels that are kept, those that come first before the others. */
function inOrder(first, kept) {
  return [...first.filter((channelId) => kept.has(channelId)), ...[...kept].filter((channelId) => !first.includes(channelId))];
}

/** Which channels have messages here, hopping from one to the next. */
function channelsOf(store) {
  return new Promise((resolve, reject) => {
    const found = new Set();
    const hop = store.openKeyCursor();
    hop.onerror = () => reject(hop.error);
    hop.onsuccess = () => {
      const at = hop.result;
      if (!at) return resolve(found);
      found.add(at.key[0]);
      at.continue([at.key[0], Infinity]);
    };
  });
}

/** Drops all of the range but the last `stay`. */
function cut(store, range, stay) {
  return new Promise((resolve, reject) => {
    const last = store.openKeyCursor(range, 'prev');
    let skipped = stay === 0;
    last.onerror = () => reject(last.error);
    last.onsuccess = () => {
      const at = last.result;
      if (!at) return resolve();
      if (!skipped) {
        skipped = true;
        return at.advance(stay);
      }
      return resolve(answer(store.delete(IDBKeyRange.bound(range.lower, at.key))));
    };
  });
}

function finished(tx) {
  const done = new Promise((resolve, reject) => {
    tx.oncomplete = resolve;
    tx.onerror = tx.onabort = () => reject(tx.error);
  });
  // Whoever was told of an error on the way does not wait for this.
  done.catch(() => {});
  return done;
}

function keyOf(store, row) {
  return [STORES[store]].flat().map((field) => row[field]).join('/');
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
