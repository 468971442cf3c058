import { Backoff } from './backoff.js';
import { ChatError } from './errors.js';
import { Link } from './link.js';
import { every } from './pulse.js';

/** Close codes after which trying again is no use; 4401 is final when the tokens cannot be renewed. */
const FINAL = new Set([4400, 4409, 4413]);
const NOT_SIGNED_IN = 4401;
const HELLO_WITHIN_MS = 20_000;

/**
 * Keeps this device connected: finds a chat server, says hello with the mailbox's cursor, beats, and after a fault
 * finds the next one. Its `phase` is
 *  - `connecting`: not yet, for the first time;
 *  - `online`: hello was answered;
 *  - `reconnecting`: it was lost, and is being made again;
 *  - `offline`: the browser says there is no network; tried again when there is;
 *  - `ended`: for good, `reason` being `signed_out`, `elsewhere` (the same device connected again) or `refused`.
 *
 * @fires phase after every change of it
 * @fires online with `{mailbox}`: what Mailbox.opened said, `same`, `reset` or `epoch`
 * @fires push with a frame that is no mailbox entry
 */
export class Connection extends EventTarget {
  phase = 'connecting';
  reason = null;
  /** The device is being logged out: the server's closing is what is awaited, and no fault. */
  leaving = false;
  #api;
  #session;
  #mailbox;
  #backoff = new Backoff();
  #link = null;
  #timer = null;
  #beat = null;
  #refusals = 0;
  #failedNode;
  #ack = null;
  #wake = () => this.#hurry();
  /** Without a network the connection is dead, though nobody says so for a while. */
  #sleep = () => (this.#link === null ? this.#enter('offline') : this.#link.end(1006));

  constructor({ api, session, mailbox }) {
    super();
    this.#api = api;
    this.#session = session;
    this.#mailbox = mailbox;
    mailbox.addEventListener('kept', () => this.#acknowledge());
  }

  open() {
    globalThis.addEventListener?.('online', this.#wake);
    globalThis.addEventListener?.('offline', this.#sleep);
    this.#connect();
  }

  /** Ends it for good, from this side. */
  close() {
    this.#finish('closed');
  }

  get online() {
    return this.phase === 'online';
  }

  /** Asks an address of the chat protocol, such as `send`. */
  ask(what, body) {
    return this.online ? this.#link.ask(`chat.v1.${what}`, body) : Promise.reject(new ChatError('network'));
  }

  /** Says what has no reply and may be lost, such as `typing`. */
  tell(what, body) {
    if (this.online) this.#link.tell(`chat.v1.${what}`, body);
  }

  /** Does not wait for the next try. */
  retryNow() {
    this.#backoff.reset();
    this.#hurry();
  }

  #hurry() {
    if (this.phase === 'ended' || this.#link !== null || this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#reconnect();
  }

  async #connect() {
    try {
      if (this.#session.expires()) await this.#api.renew();
    } catch (error) {
      return error.signedOut ? this.#finish('signed_out') : this.#later();
    }
    if (this.phase === 'ended') return;
    if (!this.#session.signedIn) return this.#finish('signed_out');
    const link = new Link(this.#session.server.sockJs, {
      onOpen: () => this.#hello(link),
      onEnd: (code) => link === this.#link && this.#lost(code),
    });
    this.#link = link;
    this.#timer = setTimeout(() => link.end(1006), HELLO_WITHIN_MS);
  }

  async #hello(link) {
    let welcome;
    try {
      const cursor = this.#mailbox.cursor;
      welcome = await link.ask('chat.v1.hello', { token: this.#session.accessToken, ...(cursor && { cursor }) });
    } catch (error) {
      return link.end(error.signedOut ? NOT_SIGNED_IN : 1006);
    }
    if (link !== this.#link) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const mailbox = this.#mailbox.opened(welcome);
    this.#backoff.reset();
    this.#refusals = 0;
    this.#failedNode = undefined;
    link.listen(`chat.v1.mailbox.${welcome.userId}`, (frame) => link === this.#link && this.#hear(frame));
    this.#startBeating(link, welcome.heartbeat);
    this.#enter('online');
    this.dispatchEvent(new CustomEvent('online', { detail: { mailbox } }));
  }

  /** Without an answer to any beat for the server's own patience the connection is dead, whatever TCP thinks. */
  #startBeating(link, { intervalMs, timeoutMs }) {
    let heard = performance.now();
    this.#beat = every(intervalMs, () => {
      if (performance.now() - heard > timeoutMs) return link.end(4408);
      link.ask('chat.v1.beat', {}).then(
        () => (heard = performance.now()),
        () => {},
      );
    });
  }

  #hear(frame) {
    if (frame.op === 'entry') {
      if (!this.#mailbox.take(frame.entry)) this.#link.end(1006);
    } else if (frame.op === 'goaway') {
      if (frame.server) this.#session.moveTo(frame.server);
      else this.#failedNode = this.#session.server?.nodeId;
      const link = this.#link;
      this.#leave();
      this.#later(frame.reconnectAfterMs ?? 0, Boolean(frame.server));
      link.end();
    } else {
      this.dispatchEvent(new CustomEvent('push', { detail: frame }));
    }
  }

  /** Tells the server what this device has kept, once for many entries. */
  #acknowledge() {
    this.#ack ??= setTimeout(() => {
      this.#ack = null;
      this.tell('ack', { seq: this.#mailbox.kept });
    }, 500);
  }

  async #lost(code) {
    this.#failedNode = this.#session.server?.nodeId;
    this.#leave();
    if (FINAL.has(code)) return this.#finish(code === 4409 ? 'elsewhere' : 'refused');
    if (this.leaving) return this.#finish('closed');
    if (code !== NOT_SIGNED_IN) return this.#later();
    if (this.#refusals++ > 0) return this.#finish('signed_out');
    this.#enter('reconnecting');
    try {
      await this.#api.renew();
    } catch (error) {
      return error.signedOut ? this.#finish('signed_out') : this.#later();
    }
    this.#connect();
  }

  #later(atLeastMs = 0, serverKnown = false) {
    if (this.phase === 'ended') return;
    this.#enter(away() ? 'offline' : this.phase === 'connecting' ? 'connecting' : 'reconnecting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (serverKnown) this.#connect();
      else this.#reconnect();
    }, this.#backoff.next(atLeastMs));
  }

  /** Asks which server to use now: another one, or the same again where there is only one. */
  async #reconnect() {
    if (this.phase === 'offline' && !away()) this.#enter('reconnecting');
    try {
      const { server } = await this.#api
        .bestServer(this.#failedNode)
        .catch((error) => (error.code === 'no_chat_server' ? this.#api.bestServer() : Promise.reject(error)));
      if (this.phase === 'ended') return;
      this.#session.moveTo(server);
    } catch (error) {
      return error.signedOut ? this.#finish('signed_out') : this.#later(error.retryAfterMs);
    }
    this.#connect();
  }

  #leave() {
    this.#link = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#ack);
    this.#beat?.();
    this.#timer = this.#ack = this.#beat = null;
  }

  #finish(reason) {
    if (this.phase === 'ended') return;
    const link = this.#link;
    this.#leave();
    globalThis.removeEventListener?.('online', this.#wake);
    globalThis.removeEventListener?.('offline', this.#sleep);
    this.reason = reason;
    this.#enter('ended');
    link?.end();
  }

  #enter(phase) {
    if (this.phase === 'ended' || (this.phase === phase && phase !== 'connecting')) return;
    this.phase = phase;
    this.dispatchEvent(new Event('phase'));
  }
}

/** The browser says that there is no network; Node says nothing. */
function away() {
  return globalThis.navigator?.onLine === false;
}
