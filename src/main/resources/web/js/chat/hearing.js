import { channelRow, gone, marksRow, messageRow, readsRow } from '../store/snapshot.js';

const TYPING_SHOWN_MS = 5_000;

/** What comes from the server by itself, taken into the store; and what is to be kept of it. */
export class Hearing {
  #chat;
  #followed = 0;

  constructor(chat) {
    this.#chat = chat;
  }

  /** Takes an entry of the mailbox; returns the changes that are kept with it. */
  take(entry) {
    switch (entry.kind) {
      case 'message':
        return this.#message(entry.message);
      case 'read':
        return this.#read(entry);
      case 'channel':
        return this.#channel(entry.channel);
      case 'friend':
        return this.#friend(entry);
      case 'block':
        this.#chat.people.loadBlocks().catch(() => {});
        return [];
      case 'profile':
        return this.#profile(entry);
      default:
        return []; // A kind from after this page was written.
    }
  }

  /** Takes an entry that the tab which leads has taken and keeps; one before it may be missing here. */
  follow(entry) {
    const missing = this.#followed > 0 && entry.seq > this.#followed + 1;
    this.#followed = entry.seq;
    this.take(entry);
    if (missing) this.#chat.reread();
  }

  /** Takes a frame that is kept nowhere. */
  hear(frame) {
    if (frame.op === 'presence') this.#store.setPresence(frame);
    else if (frame.op === 'typing' && frame.userId !== this.#store.me.userId) this.#typing(frame);
  }

  get #store() {
    return this.#chat.store;
  }

  #message(message) {
    const { channelId, senderId, ref } = message;
    const sent = senderId === this.#store.me.userId ? this.#chat.outbox.drop(ref) : [];
    const kept = [...sent, messageRow(message)];
    if (!this.#store.channels.has(channelId)) {
      this.#load(channelId);
      return kept;
    }
    this.#store.putMessage(message);
    if (this.#chat.tabs.leading) this.#chat.bell.heard(message);
    this.#chat.people.meet([senderId]);
    return [...kept, channelRow(this.#store, channelId), readsRow(this.#store, channelId)];
  }

  #read({ channelId, userId, readSeq }) {
    this.#store.markRead(channelId, userId, readSeq);
    if (this.#store.channels.get(channelId)?.unreadCount === 0) this.#chat.bell.clear(channelId);
    if (!this.#store.channels.has(channelId)) return [];
    return userId === this.#store.me.userId ? [channelRow(this.#store, channelId)] : [readsRow(this.#store, channelId)];
  }

  #channel({ removed, ...channel }) {
    const { channelId } = channel;
    if (removed) {
      this.#store.dropChannel(channelId);
      this.#chat.talk.marks.delete(channelId);
      return [...gone(channelId), marksRow(this.#chat.talk.marks)];
    }
    const fresh = !this.#store.channels.has(channelId);
    this.#store.putChannel(channel);
    if (fresh) this.#load(channelId);
    this.#chat.rooms.meet(channel);
    return [channelRow(this.#store, channelId)];
  }

  #friend({ userId, state }) {
    if (state === 'none') {
      this.#store.presence.delete(userId);
      this.#store.friends.delete(userId);
      this.#store.tell('friends');
      this.#store.tell('presence');
    }
    this.#chat.people.loadFriends().catch(() => {});
    return [];
  }

  /** Somebody's name was changed, or on another device something of one's own. */
  #profile({ userId }) {
    const { people } = this.#chat;
    (userId === this.#store.me.userId ? people.loadMe() : people.learn(userId)).catch(() => {});
    return [];
  }

  /** Reads a channel that is not known here, or not whole. Gone again is no fault; the next message asks again. */
  #load(channelId) {
    this.#chat.rooms.load(channelId).catch(() => {});
  }

  #typing({ channelId, userId }) {
    const typing = this.#store.typing.get(channelId) ?? new Map();
    typing.set(userId, performance.now() + TYPING_SHOWN_MS);
    this.#store.typing.set(channelId, typing);
    this.#chat.people.meet([userId]);
    this.#store.tell('typing');
    setTimeout(() => this.#store.tell('typing'), TYPING_SHOWN_MS + 50);
  }
}
