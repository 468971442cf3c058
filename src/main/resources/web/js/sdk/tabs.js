import { ChatError } from './errors.js';

const ANSWER_WITHIN_MS = 20_000;

/**
 * The tabs of one browser that show the same account. One of them leads, which is the one that holds a Web Lock: it
 * has the connection and writes the mailbox; when it closes, or dies, the lock goes to another. They talk over a
 * BroadcastChannel. Where there are no locks (pages of an origin that is not secure) every tab leads, and the chat
 * server lets the latest in.
 */
export class Tabs {
  #name;
  #locks;
  #channel;
  #hears = new Map();
  #answers = new Map();
  #waiting = new Map();
  #release = null;
  #closing = new AbortController();
  #ids = 0;
  #self = Math.random().toString(36).slice(2);
  leading = false;

  constructor(name, { locks = globalThis.navigator?.locks, channel = broadcast(name) } = {}) {
    this.#name = name;
    this.#locks = locks;
    this.#channel = channel;
    if (channel) channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** Resolves when this tab is the one that leads, which may be never. */
  lead() {
    if (!this.#locks) return Promise.resolve((this.leading = true));
    return new Promise((resolve) => {
      const hold = () =>
        new Promise((release) => {
          this.#release = release;
          resolve((this.leading = true));
        });
      this.#locks.request(this.#name, { signal: this.#closing.signal }, hold).catch(() => {});
    });
  }

  /** Hears what other tabs say of that kind. */
  on(kind, hear) {
    this.#hears.set(kind, hear);
  }

  /** Answers what other tabs ask of that kind while this one leads. */
  answer(kind, answer) {
    this.#answers.set(kind, answer);
  }

  /** Says something to all other tabs. */
  say(kind, data) {
    this.#channel?.postMessage({ kind, data });
  }

  /** Asks the tab that leads. */
  ask(kind, data) {
    return new Promise((resolve, reject) => {
      const id = `${this.#self}.${++this.#ids}`;
      const timer = setTimeout(() => this.#settle(id, { error: 'timeout' }), ANSWER_WITHIN_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#channel?.postMessage({ ask: id, kind, data });
    });
  }

  /** Whatever is still to be said or answered after this is lost. */
  close() {
    this.leading = false;
    this.#closing.abort();
    this.#release?.();
    this.#channel?.close();
    this.#channel = null;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { error: 'network' });
  }

  async #hear({ kind, data, ask, answered, ...settled }) {
    if (answered) return this.#settle(answered, settled);
    if (!ask) return this.#hears.get(kind)?.(data);
    if (!this.leading) return;
    let outcome;
    try {
      outcome = { value: await this.#answers.get(kind)?.(data) };
    } catch (error) {
      outcome = { error: error.code ?? 'internal' };
    }
    this.#channel?.postMessage({ answered: ask, ...outcome });
  }

  #settle(id, { value, error }) {
    const wait = this.#waiting.get(id);
    if (!wait) return;
    this.#waiting.delete(id);
    clearTimeout(wait.timer);
    if (error) wait.reject(new ChatError(error));
    else wait.resolve(value);
  }
}

function broadcast(name) {
  return globalThis.BroadcastChannel ? new BroadcastChannel(name) : null;
}
