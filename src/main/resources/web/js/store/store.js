/**
 * What the page knows, and nothing of how it came. Views read it and listen for topics; a topic is told once per turn
 * of the event loop, however often it changed: `friends`, `channels`, `timeline`, `presence`, `typing`, `users`,
 * `reads`, `drafts`, `me`, `refreshed`. `mentioned` is told at once, with the message.
 */
export class Store extends EventTarget {
  me;
  users = new Map();
  friends = new Map();
  blocked = new Map();
  channels = new Map();
  timelines = new Map();
  presence = new Map();
  drafts = new Map();
  /** channelId → how far the others have read: userId → seq. */
  reads = new Map();
  /** channelId → who is writing: userId → until when. */
  typing = new Map();
  /** What was once read from a server or a cache; before that an empty list is no news. */
  known = false;
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
    const { userId } = user;
    const mine = userId === this.me.userId;
    // What others are told of oneself is less than one knows.
    if (mine) this.me = { ...this.me, ...user };
    this.users.set(userId, mine ? this.me : user);
    const friend = this.friends.get(userId);
    if (friend) this.friends.set(userId, { ...friend, user });
    if (this.blocked.has(userId)) this.blocked.set(userId, user);
    if (friend || this.blocked.has(userId)) this.tell('friends');
    this.tell(mine ? 'me' : 'users');
  }

  setFriends(friends) {
    this.friends = new Map(friends.map((friend) => [friend.user.userId, friend]));
    for (const { user, presence } of friends) {
      this.setUser(user);
      if (presence) this.setPresence(presence);
    }
    this.tell('friends');
  }

  setBlocked(users) {
    this.blocked = new Map(users.map((user) => [user.userId, user]));
    users.forEach((user) => this.setUser(user));
    this.tell('friends');
  }

  /** The other one of a direct channel. */
  peerOf(channel) {
    return channel.memberIds.find((userId) => userId !== this.me.userId) ?? this.me.userId;
  }

  titleOf(channel) {
    return channel.kind === 'group' ? channel.name : this.nameOf(this.peerOf(channel));
  }

  /** It wakes nobody but whom it mentions. */
  isMuted(channelId) {
    return this.me.settings?.push?.muted?.includes?.(channelId) === true;
  }

  headOf(channelId) {
    return this.channels.get(channelId)?.lastMessage?.seq ?? 0;
  }

  directWith(userId) {
    return [...this.channels.values()].find((channel) => channel.kind === 'direct' && this.peerOf(channel) === userId);
  }

  /** Channels, latest activity first. */
  channelsByActivity() {
    const at = (channel) => channel.lastMessage?.sentAt ?? channel.createdAt;
    return [...this.channels.values()].sort((a, b) => (at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0));
  }

  get unreadTotal() {
    return [...this.channels.values()].reduce((sum, channel) => sum + channel.unreadCount, 0);
  }

  /** Channels in which somebody mentioned me since I last read them. */
  get unreadMentions() {
    return [...this.channels.values()].filter(({ mentionSeq = 0, readSeq }) => mentionSeq > readSeq).length;
  }

  /** Takes a channel, keeping what its member knows beyond the description. Returns it as it is now. */
  putChannel(channel) {
    const known = this.channels.get(channel.channelId) ?? { unreadCount: 0, readSeq: 0 };
    const now = { ...known, ...channel };
    this.channels.set(channel.channelId, now);
    this.tell('channels');
    return now;
  }

  dropChannel(channelId) {
    this.channels.delete(channelId);
    this.timelines.delete(channelId);
    this.reads.delete(channelId);
    this.tell('channels');
    this.tell('timeline');
  }

  /** Takes the news that someone has read a channel up to `seq`; false if it is none. */
  markRead(channelId, userId, seq) {
    const channel = this.channels.get(channelId);
    if (userId !== this.me.userId) {
      const reads = this.reads.get(channelId) ?? new Map();
      if (seq <= (reads.get(userId) ?? 0)) return false;
      this.reads.set(channelId, reads.set(userId, seq));
      this.tell('reads');
      return true;
    }
    if (!channel || seq <= channel.readSeq) return false;
    channel.readSeq = seq;
    channel.unreadCount = Math.max(0, this.headOf(channelId) - seq);
    this.tell('channels');
    return true;
  }

  /** Takes a message into its channel and, if that is being read, into its timeline. */
  putMessage(message) {
    const { channelId, senderId, seq, mentions } = message;
    const channel = this.channels.get(channelId);
    if (!channel) return;
    const head = this.headOf(channelId);
    if (seq >= head) {
      channel.lastMessage = message;
      // Whoever writes has seen what stands above.
      if (senderId === this.me.userId) channel.readSeq = Math.max(channel.readSeq, seq);
      else this.markRead(channelId, senderId, seq);
      if (mentions.includes(this.me.userId)) {
        channel.mentionSeq = seq;
        this.dispatchEvent(new CustomEvent('mentioned', { detail: message }));
      }
      channel.unreadCount = Math.max(0, seq - channel.readSeq);
      this.tell('channels');
    }
    if (this.typing.get(channelId)?.delete(senderId)) this.tell('typing');
    const timeline = this.timelines.get(channelId);
    // Not into one that stands at an older place, nor into an empty one that misses what came before.
    if (timeline && (!timeline.empty || seq === 1) && timeline.put(message)) this.tell('timeline');
  }
}
