/**
 * What the page knows, and nothing of how it came. Views read it and listen for topics; a topic is told once per turn
 * of the event loop, however often it changed: `friends`, `channels`, `timeline`, `presence`, `typing`, `users`.
 */
export class Store extends EventTarget {
  me;
  users = new Map();
  friends = new Map();
  blocked = new Map();
  channels = new Map();
  timelines = new Map();
  presence = new Map();
  /** channelId → how far the others have read: userId → seq. */
  reads = new Map();
  /** channelId → who is writing: userId → until when. */
  typing = new Map();
  #told = new Set();

  constructor(me) {
    super();
    this.me = me;
    this.users.set(me.userId, me);
  }

  tell(topic) {
    if (this.#told.has(topic)) return;
    this.#told.add(topic);
    queueMicrotask(() => {
      this.#told.delete(topic);
      this.dispatchEvent(new Event(topic));
    });
  }

  nameOf(userId) {
    return this.users.get(userId)?.displayName ?? '…';
  }

  isOnline(userId) {
    return this.presence.get(userId)?.status === 'online';
  }

  setPresence({ userId, status, lastActiveAt }) {
    this.presence.set(userId, { status, lastActiveAt });
    this.tell('presence');
  }

  setUser(user) {
    this.users.set(user.userId, user);
    this.tell('users');
  }

  /** The other one of a direct channel. */
  peerOf(channel) {
    return channel.memberIds.find((userId) => userId !== this.me.userId) ?? this.me.userId;
  }

  titleOf(channel) {
    return channel.kind === 'group' ? channel.name : this.nameOf(this.peerOf(channel));
  }

  directWith(userId) {
    return [...this.channels.values()].find((channel) => channel.kind === 'direct' && this.peerOf(channel) === userId);
  }

  /** Channels, latest activity first. */
  channelsByActivity() {
    const at = (channel) => Date.parse(channel.lastMessage?.sentAt ?? channel.createdAt);
    return [...this.channels.values()].sort((a, b) => at(b) - at(a));
  }

  get unreadTotal() {
    return [...this.channels.values()].reduce((sum, channel) => sum + channel.unreadCount, 0);
  }

  /** Takes a channel, keeping what its member knows beyond the description. */
  putChannel(channel) {
    const known = this.channels.get(channel.channelId) ?? { unreadCount: 0, readSeq: 0 };
    this.channels.set(channel.channelId, { ...known, ...channel });
    this.tell('channels');
  }

  dropChannel(channelId) {
    this.channels.delete(channelId);
    this.timelines.delete(channelId);
    this.tell('channels');
    this.tell('timeline');
  }

  /** Takes the news that someone has read a channel up to `seq`. */
  markRead(channelId, userId, seq) {
    const channel = this.channels.get(channelId);
    if (userId !== this.me.userId) {
      const reads = this.reads.get(channelId) ?? new Map();
      reads.set(userId, Math.max(seq, reads.get(userId) ?? 0));
      this.reads.set(channelId, reads);
      this.tell('timeline');
    } else if (channel && seq > channel.readSeq) {
      channel.readSeq = seq;
      channel.unreadCount = Math.max(0, (channel.lastMessage?.seq ?? 0) - seq);
      this.tell('channels');
    }
  }

  /** Takes a message into its channel and, if that is being read, into its timeline. */
  putMessage(message) {
    const channel = this.channels.get(message.channelId);
    if (!channel) return;
    if (message.seq > (channel.lastMessage?.seq ?? 0)) {
      channel.lastMessage = message;
      // Whoever writes has seen what stands above.
      if (message.senderId === this.me.userId) channel.readSeq = Math.max(channel.readSeq, message.seq);
      channel.unreadCount = Math.max(0, message.seq - channel.readSeq);
      this.tell('channels');
    }
    this.typing.get(message.channelId)?.delete(message.senderId);
    this.tell('typing');
    this.timelines.get(message.channelId)?.put(message);
    this.tell('timeline');
  }
}

/** Messages of a channel that are on the page: each `seq` once, ascending. */
export class Timeline {
  messages = [];
  hasBefore = false;
  loading = false;

  get first() {
    return this.messages[0]?.seq ?? 0;
  }

  get last() {
    return this.messages.at(-1)?.seq ?? 0;
  }

  put(message) {
    const { messages } = this;
    let at = messages.length;
    while (at > 0 && messages[at - 1].seq > message.seq) at--;
    if (at > 0 && messages[at - 1].seq === message.seq) messages[at - 1] = message;
    else messages.splice(at, 0, message);
  }

  /** The newest message that stands right before a hole; `last` where there is none. */
  lastBeforeHole() {
    const at = this.messages.findIndex(({ seq }, i, all) => i + 1 < all.length && all[i + 1].seq !== seq + 1);
    return at < 0 ? this.last : this.messages[at].seq;
  }
}
