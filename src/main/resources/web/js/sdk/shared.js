/**
 * One connection for all tabs of a browser. In the tab that leads it is the connection itself; in the others it asks
 * and hears through that tab. Its `phase` and `reason` are the connection's.
 *
 * @fires phase after every change of it
 * @fires lead when this tab takes over, before the connection is opened; `waitUntil(promise)` delays that
 * @fires online in the tab that leads, with the connection's detail
 * @fires push in every tab, with a frame that is no mailbox entry
 * @fires entry in the tabs that do not lead, with an entry that the leading one took
 */
export class SharedConnection extends EventTarget {
  #tabs;
  #connection;
  phase = 'connecting';
  reason = null;

  constructor({ tabs, connection }) {
    super();
    this.#tabs = tabs;
    this.#connection = connection;
    connection.addEventListener('phase', () => {
      this.#enter(connection);
      tabs.say('phase', this.#state());
    });
    connection.addEventListener('online', ({ detail }) => this.#tell('online', detail));
    connection.addEventListener('push', ({ detail }) => {
      this.#tell('push', detail);
      tabs.say('push', detail);
    });
    tabs.on('phase', (state) => this.#enter(state));
    tabs.on('push', (frame) => this.#tell('push', frame));
    tabs.on('entry', (entry) => this.#tell('entry', entry));
    tabs.on('tell', ({ what, body }) => tabs.leading && connection.tell(what, body));
    tabs.on('retry', () => tabs.leading && connection.retryNow());
    tabs.answer('ask', ({ what, body }) => connection.ask(what, body));
    tabs.answer('phase', () => this.#state());
  }

  get leading() {
    return this.#tabs.leading;
  }

  get online() {
    return this.phase === 'online';
  }

  /** The device is being logged out. */
  set leaving(leaving) {
    this.#connection.leaving = leaving;
  }

  open() {
    this.#tabs.ask('phase').then(
      (state) => this.leading || this.#enter(state),
      () => {}, // Nobody leads yet: it will be told.
    );
    this.#tabs.lead().then(() => this.#lead());
  }

  /** Passes an entry that this tab, leading, has taken on to the others. */
  pass(entry) {
    this.#tabs.say('entry', entry);
  }

  ask(what, body) {
    return this.leading ? this.#connection.ask(what, body) : this.#tabs.ask('ask', { what, body });
  }

  tell(what, body) {
    if (this.leading) this.#connection.tell(what, body);
    else this.#tabs.say('tell', { what, body });
  }

  retryNow() {
    if (this.leading) this.#connection.retryNow();
    else this.#tabs.say('retry');
  }

  close() {
    this.#connection.close();
    this.#tabs.close();
  }

  async #lead() {
    const waits = [];
    const event = Object.assign(new Event('lead'), { waitUntil: (promise) => waits.push(promise) });
    this.dispatchEvent(event);
    await Promise.all(waits);
    this.#enter(this.#connection);
    this.#connection.open();
  }

  #state() {
    return { phase: this.#connection.phase, reason: this.#connection.reason };
  }

  #enter({ phase, reason }) {
    if (this.phase === phase && this.reason === reason) return;
    this.phase = phase;
    this.reason = reason;
    this.dispatchEvent(new Event('phase'));
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
