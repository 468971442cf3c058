import { channelRow, gone } from '../store/snapshot.js';

/** Channels: which there are, who is in them, what they are called. */
export class Rooms {
  #chat;

  constructor(chat) {
    this.#chat = chat;
  }

  async openDirect(userId) {
    const known = this.#store.directWith(userId);
    return known ? known.channelId : this.#made(await this.#api.openDirect(userId));
  }

  makeGroup = async (name, memberIds) => this.#made(await this.#api.makeGroup(name, memberIds));
  rename = async (channelId, name) => this.#put(await this.#api.rename(channelId, name));
  addMember = async (channelId, userId) => this.#put(await this.#api.addMember(channelId, userId));

  async removeMember(channelId, userId) {
    await this.#api.removeMember(channelId, userId);
    await this.load(channelId);
  }

  async leave(channelId) {
    await this.#api.removeMember(channelId, this.#store.me.userId);
    this.drop(channelId);
  }

  drop(channelId) {
    this.#store.dropChannel(channelId);
    this.#chat.keep(gone(channelId));
  }

  async loadPresence(channelId) {
    const { presence } = await this.#api.channelPresence(channelId);
    presence.forEach((each) => this.#store.setPresence(each));
  }

  /** Reads one that this page does not know yet, or not whole. */
  async load(channelId) {
    const channel = await this.#api.channel(channelId);
    this.#put(newer(this.#store.channels.get(channelId), channel));
    this.meet(channel);
  }

  /** Reads them all and promises their ids. */
  async loadAll() {
    const found = new Map();
    for (let after, more = true; more; ) {
      const page = await this.#api.channels(after);
      for (const channel of page.channels) found.set(channel.channelId, channel);
      after = page.next;
      more = after !== undefined;
    }
    for (const [channelId, channel] of found) {
      // What came in by the mailbox meanwhile is newer than a page.
      this.#store.putChannel(newer(this.#store.channels.get(channelId), channel));
      this.meet(channel);
    }
    return new Set(found.keys());
  }

  /** Learns the names that its line in the list needs. */
  meet({ kind, memberIds, lastMessage }) {
    this.#chat.people.meet([...(kind === 'direct' ? memberIds : []), ...(lastMessage ? [lastMessage.senderId] : [])]);
  }

  get #api() {
    return this.#chat.api;
  }

  get #store() {
    return this.#chat.store;
  }

  #made(channel) {
    this.#put(channel);
    this.meet(channel);
    return channel.channelId;
  }

  #put(channel) {
    this.#store.putChannel(channel);
    this.#chat.keep([channelRow(this.#store, channel.channelId)]);
  }
}

/** Of two descriptions of a channel the one that has seen more; its name and members are the server's. */
function newer(known, read) {
  if (!known) return read;
  const ahead = (known.lastMessage?.seq ?? 0) > (read.lastMessage?.seq ?? 0) ? known : read;
  const { lastMessage } = ahead;
  const readSeq = Math.max(known.readSeq, read.readSeq ?? 0);
  const unreadCount = Math.max(0, (lastMessage?.seq ?? 0) - readSeq);
  return { ...read, readSeq, unreadCount, ...(lastMessage && { lastMessage }) };
}
