import { Connection, Mailbox, openCache, Outbox, SharedConnection, Tabs } from '../sdk/index.js';
import { blockedRow, channelRow, friendsRow, gone, restore } from '../store/snapshot.js';
import { Store } from '../store/store.js';
import { Bell } from './bell.js';
import { Hearing } from './hearing.js';
import { People } from './people.js';
import { Rooms } from './rooms.js';
import { Talk } from './talk.js';

const AGAIN_MS = 2_000;

/**
 * One signed-in account in this tab: what is heard goes into the store, what the user does goes to the server, and both
 * into the cache. Methods that ask the server reject with a ChatError; the view that called tells it.
 */
export class Chat {
  #mailbox;
  #refreshing = 0;

  /** Opens the account from what this device keeps; nothing here waits for the network. */
  static async open({ api, session }) {
    let chat = null;
    const cache = await openCache(session.user.userId, { first: () => chat?.lately() ?? [] });
    chat = new Chat({ api, session, cache });
    const kept = await restore(chat.store, cache);
    chat.talk.marks = new Map(kept.marks);
    await chat.outbox.load();
    return chat;
  }

  constructor({ api, session, cache }) {
    const { user } = session;
    this.api = api;
    this.session = session;
    this.cache = cache;
    this.store = new Store(user);
    this.tabs = new Tabs(`sotong.${user.userId}`);
    const hearing = new Hearing(this);
    this.#mailbox = new Mailbox({
      cache,
      onEntry: (entry) => {
        this.connection.pass(entry);
        return hearing.take(entry);
      },
    });
    this.connection = new SharedConnection({ tabs: this.tabs, connection: new Connection({ api, session, mailbox: this.#mailbox }) });
    this.outbox = new Outbox({ userId: user.userId, cache, connection: this.connection, api, tabs: this.tabs });
    this.people = new People(this);
    this.rooms = new Rooms(this);
    this.talk = new Talk(this);
    this.bell = new Bell(this);
    this.outbox.addEventListener('change', () => this.store.tell('timeline'));
    this.outbox.addEventListener('sent', ({ detail }) => this.store.putMessage(detail));
    this.connection.addEventListener('lead', (event) => event.waitUntil(this.#takeOver()));
    this.connection.addEventListener('online', ({ detail }) => this.#refresh(detail.mailbox));
    this.connection.addEventListener('online', () => this.bell.renew());
    this.connection.addEventListener('push', ({ detail }) => hearing.hear(detail));
    this.connection.addEventListener('entry', ({ detail }) => hearing.follow(detail));
    this.tabs.on('refreshed', () => this.reread());
  }

  /** My channels, those first that were looked at last. */
  lately() {
    const at = ({ openedAt = 0 }) => openedAt;
    return this.store.channelsByActivity().sort((a, b) => at(b) - at(a)).map(({ channelId }) => channelId);
  }

  start() {
    this.connection.open();
  }

  stop() {
    this.connection.close();
    this.outbox.close();
    this.cache.close();
  }

  /** Keeps changes on this device. What the mailbox answers for, only the tab that leads writes. */
  keep(changes) {
    if (this.tabs.leading) return this.#mailbox.keep(changes);
    return this.cache.write(changes.filter(({ store }) => EVERYBODYS.has(store))).catch(() => {});
  }

  /** Logs this device out and forgets the account here; what it had not sent is gone. */
  async logOut() {
    await this.#leave(() => this.api.logOut());
  }

  /** Removes the account for good. */
  async removeAccount() {
    await this.#leave(() => this.api.removeMe());
    this.session.forgetDevice(this.store.me.username);
  }

  /** Forgets what this device keeps of the account. */
  async forget() {
    this.stop();
    await this.bell.leave().catch(() => {});
    await this.cache.destroy().catch(() => {});
  }

  /** Lays what the tab that leads has written over what this one shows; where it cannot be read all stays as it is. */
  async reread() {
    await restore(this.store, this.cache).catch(() => {});
    this.store.tell('refreshed');
  }

  async #leave(ask) {
    this.connection.leaving = true;
    try {
      await ask();
    } catch (error) {
      this.connection.leaving = false;
      if (!error.signedOut) throw error;
    }
    // Before another tab takes over: it has to see that there is nothing to take over.
    this.session.end();
    await this.forget();
  }

  async #takeOver() {
    try {
      await this.#mailbox.restore();
      const kept = await restore(this.store, this.cache);
      this.talk.marks = new Map(kept.marks);
    } catch {
      // Another tab is forgetting the account: connecting will tell.
    }
  }

  /** After every hello: presence is never replayed, nor are the short lists; after a reset nothing is. */
  async #refresh(mailbox) {
    const round = ++this.#refreshing;
    try {
      if (mailbox === 'same') await this.people.load();
      else await this.#readAnew(mailbox === 'epoch');
    } catch {
      setTimeout(() => round === this.#refreshing && this.connection.online && this.#refresh(mailbox), AGAIN_MS);
      return;
    }
    if (round !== this.#refreshing) return;
    this.store.known = true;
    this.store.tell('refreshed');
    this.talk.tellMarks();
    this.tabs.say('refreshed');
  }

  async #readAnew(forgetMessages) {
    const before = [...this.store.channels.keys()];
    const [found] = await Promise.all([this.rooms.loadAll(), this.people.load()]);
    const left = before.filter((channelId) => !found.has(channelId));
    left.forEach((channelId) => this.store.dropChannel(channelId));
    if (forgetMessages) this.store.timelines.clear();
    await this.#mailbox.settle([
      ...(forgetMessages ? [...found].map((channel) => ({ channel })) : []),
      ...left.flatMap(gone),
      ...[...found].map((channelId) => channelRow(this.store, channelId)),
      friendsRow(this.store),
      blockedRow(this.store),
    ]);
  }
}

/** What any tab may write: it is the same whoever does. */
const EVERYBODYS = new Set(['messages', 'users', 'drafts', 'outbox']);
