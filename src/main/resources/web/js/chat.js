import { Connection } from './sdk/connection.js';
import { Mailbox } from './sdk/mailbox.js';
import { Outbox } from './sdk/outbox.js';
import { Store, Timeline } from './store.js';

const TYPING_EVERY_MS = 3_000;
const TYPING_SHOWN_MS = 5_000;

/**
 * One signed-in account on this page: what is heard goes into the store, what the user does goes to the server.
 * Methods that ask the server reject with a ChatError; the view that called tells it.
 */
export class Chat {
  #api;
  #typed = 0;
  #asked = new Set();
  #marking = new Map();

  constructor({ api, session }) {
    this.#api = api;
    this.store = new Store(session.user);
    const mailbox = new Mailbox((entry) => this.#take(entry));
    this.connection = new Connection({ api, session, mailbox });
    this.outbox = new Outbox({ userId: session.user.userId, connection: this.connection, api });
    this.outbox.addEventListener('change', () => this.store.tell('timeline'));
    this.outbox.addEventListener('sent', ({ detail }) => this.store.putMessage(detail));
    this.connection.addEventListener('push', ({ detail }) => this.#hear(detail));
    this.connection.addEventListener('online', ({ detail }) => this.#refresh(detail.anew));
  }

  start() {
    this.connection.open();
  }

  stop() {
    this.connection.close();
    this.outbox.close();
  }

  /** Logs this device out; what it had not sent is gone. */
  async logOut() {
    this.connection.leaving = true;
    try {
      await this.#api.logOut();
    } catch (error) {
      this.connection.leaving = false;
      if (!error.signedOut) throw error;
    }
    this.outbox.clear();
    this.stop();
  }

  // ---- friends

  findUser = async (username) => this.#know(await this.#api.userNamed(username));

  async befriend(userId) {
    await this.#api.befriend(userId);
    await this.#loadFriends();
  }

  async accept(userId) {
    await this.#api.acceptFriend(userId);
    await this.#loadFriends();
  }

  async unfriend(userId) {
    await this.#api.unfriend(userId);
    await this.#loadFriends();
  }

  async block(userId) {
    await this.#api.block(userId);
    await Promise.all([this.#loadFriends(), this.#loadBlocks()]);
  }

  async unblock(userId) {
    await this.#api.unblock(userId);
    await this.#loadBlocks();
  }

  // ---- channels

  async openDirect(userId) {
    const known = this.store.directWith(userId);
    if (known) return known.channelId;
    return this.#made(await this.#api.openDirect(userId));
  }

  makeGroup = async (name, memberIds) => this.#made(await this.#api.makeGroup(name, memberIds));
  rename = async (channelId, name) => this.#changed(channelId, await this.#api.rename(channelId, name));
  addMember = async (channelId, userId) => this.#changed(channelId, await this.#api.addMember(channelId, userId));
  removeMember = async (channelId, userId) => this.#changed(channelId, await this.#api.removeMember(channelId, userId));

  async leave(channelId) {
    await this.#api.removeMember(channelId, this.store.me.userId);
    this.store.dropChannel(channelId);
  }

  // ---- messages

  /** Reads the newest page of a channel, unless it is there; then who is here and how far the others have read. */
  async enter(channelId) {
    const channel = this.store.channels.get(channelId);
    if (!channel) return;
    await Promise.all([
      this.#loadNewest(channelId),
      this.loadPresence(channelId),
      this.#api.reads(channelId).then(({ reads }) => {
        for (const { userId, seq } of reads) this.store.markRead(channelId, userId, seq);
      }),
    ]);
  }

  async loadPresence(channelId) {
    const { presence } = await this.#api.channelPresence(channelId);
    for (const each of presence) this.store.setPresence(each);
  }

  /** Reads the page before the oldest message shown. */
  async loadOlder(channelId) {
    const timeline = this.store.timelines.get(channelId);
    if (!timeline || timeline.loading || !timeline.hasBefore) return;
    timeline.loading = true;
    try {
      const page = await this.#api.messages(channelId, { before: timeline.first });
      page.messages.forEach((message) => timeline.put(message));
      timeline.hasBefore = page.hasBefore;
    } finally {
      timeline.loading = false;
      this.store.tell('timeline');
    }
  }

  send(channelId, body) {
    const channel = this.store.channels.get(channelId);
    const known = Math.max(channel.lastMessage?.seq ?? 0, this.store.timelines.get(channelId)?.last ?? 0);
    this.outbox.add(channelId, body, known);
  }

  /** The user is writing; told at most once in three seconds. */
  typing(channelId) {
    const now = performance.now();
    if (this.#typed && now - this.#typed < TYPING_EVERY_MS) return;
    this.#typed = now;
    this.connection.tell('typing', { channelId });
  }

  /** The user has looked at everything in the channel. */
  looked(channelId) {
    const channel = this.store.channels.get(channelId);
    const last = channel?.lastMessage;
    if (!last || !this.connection.online) return;
    // What one wrote oneself moves the marker here, and the server is to know it.
    if (channel.unreadCount === 0 && last.senderId !== this.store.me.userId) return;
    const { seq } = last;
    if (seq <= (this.#marking.get(channelId) ?? 0)) return;
    this.#marking.set(channelId, seq);
    this.connection.ask('read', { channelId, seq }).then(
      () => this.store.markRead(channelId, this.store.me.userId, seq),
      () => this.#marking.get(channelId) === seq && this.#marking.delete(channelId),
    );
  }

  /** Learns the names of users it does not know yet. */
  meet(userIds) {
    for (const userId of userIds) {
      if (this.store.users.has(userId) || this.#asked.has(userId)) continue;
      this.#asked.add(userId);
      this.#api.user(userId).then(
        (user) => this.store.setUser(user),
        () => this.#asked.delete(userId),
      );
    }
  }

  // ---- what is heard

  #take(entry) {
    switch (entry.kind) {
      case 'message':
        return this.#takeMessage(entry.message);
      case 'read':
        return this.store.markRead(entry.channelId, entry.userId, entry.readSeq);
      case 'channel':
        return this.#takeChannel(entry.channel);
      case 'friend':
        return this.#takeFriend(entry);
      default:
      // A kind from after this page was written.
    }
  }

  #takeMessage(message) {
    const { channelId, seq } = message;
    if (message.senderId === this.store.me.userId) this.outbox.drop(message.ref);
    if (!this.store.channels.has(channelId)) return this.#loadChannel(channelId);
    const timeline = this.store.timelines.get(channelId);
    this.store.putMessage(message);
    this.meet([message.senderId]);
    if (timeline && timeline.lastBeforeHole() < seq) this.#fill(channelId, timeline);
  }

  #takeChannel({ removed, ...channel }) {
    if (removed) return this.store.dropChannel(channel.channelId);
    const fresh = !this.store.channels.has(channel.channelId);
    this.store.putChannel(channel);
    if (fresh) this.#loadChannel(channel.channelId);
    if (channel.kind === 'direct') this.meet(channel.memberIds);
  }

  #takeFriend({ userId, state }) {
    if (state === 'none') {
      this.store.friends.delete(userId);
      this.store.presence.delete(userId);
      this.store.tell('friends');
      this.store.tell('presence');
    } else {
      this.#loadFriends().catch(() => {});
    }
  }

  #hear(frame) {
    if (frame.op === 'presence') {
      this.store.setPresence(frame);
    } else if (frame.op === 'typing' && frame.userId !== this.store.me.userId) {
      const typing = this.store.typing.get(frame.channelId) ?? new Map();
      typing.set(frame.userId, performance.now() + TYPING_SHOWN_MS);
      this.store.typing.set(frame.channelId, typing);
      this.meet([frame.userId]);
      this.store.tell('typing');
      setTimeout(() => this.store.tell('typing'), TYPING_SHOWN_MS + 50);
    }
  }

  /** After every hello: presence is never replayed; after a reset nothing is. */
  async #refresh(anew) {
    this.#marking.clear();
    try {
      await Promise.all([this.#loadFriends(), anew && this.#loadChannels(), anew && this.#loadBlocks()]);
    } catch {
      if (this.connection.online) setTimeout(() => this.connection.online && this.#refresh(anew), 2_000);
      return;
    }
    this.store.tell('refreshed');
  }

  async #loadFriends() {
    const { friends } = await this.#api.friends();
    this.store.friends = new Map(friends.map((friend) => [friend.user.userId, friend]));
    for (const { user, presence } of friends) {
      this.store.setUser(user);
      if (presence) this.store.setPresence(presence);
    }
    this.store.tell('friends');
  }

  async #loadBlocks() {
    const { blocks } = await this.#api.blocks();
    this.store.blocked = new Map(blocks.map(({ user }) => [user.userId, this.#know(user)]));
    this.store.tell('friends');
  }

  async #loadChannels() {
    const open = [...this.store.timelines.keys()];
    const found = new Map();
    for (let after, more = true; more; ) {
      const page = await this.#api.channels(after);
      for (const channel of page.channels) found.set(channel.channelId, channel);
      after = page.next;
      more = after !== undefined;
    }
    // What came in by the mailbox meanwhile is newer than a page.
    for (const [channelId, channel] of found) this.store.putChannel(newer(this.store.channels.get(channelId), channel));
    for (const channelId of [...this.store.channels.keys()]) {
      if (!found.has(channelId) && open.includes(channelId)) this.store.dropChannel(channelId);
    }
    for (const channel of found.values()) {
      if (channel.kind === 'direct') this.meet(channel.memberIds);
      if (channel.lastMessage) this.meet([channel.lastMessage.senderId]);
    }
    open.forEach((channelId) => this.store.timelines.delete(channelId));
    this.store.tell('timeline');
  }

  async #loadChannel(channelId) {
    try {
      const channel = await this.#api.channel(channelId);
      this.store.putChannel(newer(this.store.channels.get(channelId), channel));
      this.meet(channel.kind === 'direct' ? channel.memberIds : [channel.lastMessage?.senderId].filter(Boolean));
    } catch {
      // Gone again; or the next message asks again.
    }
  }

  async #loadNewest(channelId) {
    if (this.store.timelines.has(channelId)) return;
    const timeline = new Timeline();
    timeline.loading = true;
    this.store.timelines.set(channelId, timeline);
    this.store.tell('timeline');
    try {
      const page = await this.#api.messages(channelId);
      page.messages.forEach((message) => timeline.put(message));
      timeline.hasBefore = page.hasBefore;
      this.meet(new Set(page.messages.map((message) => message.senderId)));
      timeline.loading = false;
      if (timeline.lastBeforeHole() < timeline.last) await this.#fill(channelId, timeline);
    } catch (error) {
      this.store.timelines.delete(channelId);
      throw error;
    } finally {
      timeline.loading = false;
      this.store.tell('timeline');
    }
  }

  /** Reads what is missing between messages of a timeline. */
  async #fill(channelId, timeline) {
    if (timeline.loading) return;
    timeline.loading = true;
    try {
      for (let from; (from = timeline.lastBeforeHole()) < timeline.last; ) {
        const page = await this.#api.messages(channelId, { after: from });
        page.messages.forEach((message) => timeline.put(message));
        if (timeline.lastBeforeHole() === from) return;
      }
    } catch {
      // The next message of the channel finds the hole again.
    } finally {
      timeline.loading = false;
      this.store.tell('timeline');
    }
  }

  #made(channel) {
    this.store.putChannel(channel);
    if (channel.kind === 'direct') this.meet(channel.memberIds);
    return channel.channelId;
  }

  async #changed(channelId, channel) {
    if (channel?.channelId) this.store.putChannel(channel);
    else await this.#loadChannel(channelId);
  }

  #know(user) {
    this.store.setUser(user);
    return user;
  }
}

/** Of two descriptions of a channel the one that has seen more; its name and members are the server's. */
function newer(known, read) {
  const ahead = known && (known.lastMessage?.seq ?? 0) > (read.lastMessage?.seq ?? 0);
  const { lastMessage, unreadCount, readSeq } = ahead ? known : read;
  return { ...read, unreadCount, readSeq, ...(lastMessage && { lastMessage }) };
}
