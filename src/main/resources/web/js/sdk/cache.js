/**
 * What a device keeps: rows by store. Two kinds of it behave alike, one over IndexedDB and one in memory:
 *  - `read(...stores)` promises `{store: [row]}`, all read at one moment;
 *  - `messages(channelId, from, to)` promises the kept messages of that span, ascending, perhaps with holes;
 *  - `write(changes)` makes all of them in one transaction or none; a change is `{store, put: row}`,
 *    `{store, drop: key}` or `{channel}`, which drops that channel's messages;
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
    const done = new Promise((resolve, reject) => {
      tx.oncomplete = resolve;
      tx.onerror = tx.onabort = () => reject(tx.error);
    });
    for (const { store, put, drop, channel } of changes) {
      if (channel) tx.objectStore('messages').delete(IDBKeyRange.bound([channel, 0], [channel, Infinity]));
      else if (put) tx.objectStore(store).put(put);
      else tx.objectStore(store).delete(drop);
    }
    // At once, and not when the page next has time: it may be going away.
    tx.commit?.();
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

  async destroy() {
    for (const rows of this.#stores.values()) rows.clear();
  }

  close() {}

  #dropMessages(channelId) {
    const rows = this.#stores.get('messages');
    for (const [key, row] of rows) if (row.channelId === channelId) rows.delete(key);
  }
}

/** The account's cache on this device; in memory where the browser keeps nothing. */
export async function openCache(userId) {
  try {
    return await IndexedDbCache.open(userId);
  } catch {
    return new MemoryCache();
  }
}

const NAME = 'sotong.';

function keyOf(store, row) {
  return [STORES[store]].flat().map((field) => row[field]).join('/');
}

function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
