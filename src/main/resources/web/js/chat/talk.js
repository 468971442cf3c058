import { channelRow, draftRow, marksRow, messageRow, readsRow } from '../store/snapshot.js';
import { Timeline } from '../store/timeline.js';

const PAGE = 100;
const TYPING_EVERY_MS = 3_000;
/** With more unread than this a conversation opens at the first of them. */
const UNREAD_IN_VIEW = 60;
const KEPT_IN_MEMORY = 300;

/** Reading and writing in one channel: its history, drafts, read markers, who is typing. */
export class Talk {
  /** channelId → how far this account has read it, where the server does not know yet. */
  marks = new Map();
  #chat;
  #typed = new Map();

  constructor(chat) {
    this.#chat = chat;
    chat.tabs.on('mark', ({ channelId, seq }) => this.#mark(channelId, seq));
    chat.tabs.on('draft', ({ channelId, body }) => this.#draft(channelId, body));
    chat.tabs.on('opened', (channelId) => this.#opened(channelId));
  }

  // ---- history

  /** Shows a channel: its newest messages, or those around the first unread one, or around `seq`. */
  async enter(channelId, seq) {
    const timeline = this.#timeline(channelId);
    const { readSeq, unreadCount } = this.#store.channels.get(channelId);
    const head = this.#store.headOf(channelId);
    this.#opened(channelId);
    this.#chat.tabs.say('opened', channelId);
    if (seq !== undefined) return this.jump(channelId, seq);
    if (timeline.has(Math.min(readSeq + 1, head))) return;
    if (unreadCount > UNREAD_IN_VIEW && readSeq > 0) return this.jump(channelId, readSeq);
    return this.#load(channelId, timeline, 'newest', head - PAGE + 1, head);
  }

  /** Who is here, and how far the others have read. */
  async look(channelId) {
    const [, { reads }] = await Promise.all([this.#chat.rooms.loadPresence(channelId), this.#chat.api.reads(channelId)]);
    for (const { userId, seq } of reads) this.#store.markRead(channelId, userId, seq);
    this.#chat.keep([readsRow(this.#store, channelId)]);
  }

  /** Shows the messages around that one. */
  async jump(channelId, seq) {
    const timeline = this.#timeline(channelId);
    if (timeline.has(seq)) return;
    const from = Math.max(1, seq - PAGE / 2);
    await this.#load(channelId, timeline, 'around', from, Math.min(from + PAGE - 1, this.#store.headOf(channelId)));
  }

  older(channelId) {
    const timeline = this.#timeline(channelId);
    if (timeline.empty || !timeline.hasBefore) return Promise.resolve();
    return this.#load(channelId, timeline, 'before', timeline.first - PAGE, timeline.first - 1);
  }

  newer(channelId) {
    const timeline = this.#timeline(channelId);
    if (!timeline.hasAfter(this.#store.headOf(channelId))) return Promise.resolve();
    return this.#load(channelId, timeline, 'after', timeline.last + 1, timeline.last + PAGE);
  }

  /** Shows the newest page, however far away it is. */
  async newest(channelId) {
    const head = this.#store.headOf(channelId);
    const timeline = this.#timeline(channelId);
    if (timeline.hasAfter(head)) await this.#load(channelId, timeline, 'newest', head - PAGE + 1, head);
  }

  /** The channel is no longer looked at. */
  left(channelId) {
    const timeline = this.#store.timelines.get(channelId);
    if (timeline && !timeline.hasAfter(this.#store.headOf(channelId))) timeline.shorten(KEPT_IN_MEMORY);
    else this.#store.timelines.delete(channelId);
  }

  // ---- writing

  /** Takes a message, and ends the draft it was in the same breath. */
  send(channelId, body) {
    this.#store.drafts.delete(channelId);
    this.#store.tell('drafts');
    this.#typed.delete(channelId);
    this.#chat.tabs.say('draft', { channelId, body: '' });
    const base = Math.max(this.#store.headOf(channelId), this.#store.timelines.get(channelId)?.last ?? 0);
    return this.#chat.outbox.add(channelId, body, base, [draftRow(channelId, '')]);
  }

  /** Keeps what is written so far. */
  draft(channelId, body) {
    if ((this.#store.drafts.get(channelId) ?? '') === body) return;
    this.#draft(channelId, body);
    this.#chat.keep([draftRow(channelId, body)]);
    this.#chat.tabs.say('draft', { channelId, body });
  }

  /** The user is writing; told at most once in three seconds. */
  typing(channelId) {
    const now = performance.now();
    if (now - (this.#typed.get(channelId) ?? -Infinity) < TYPING_EVERY_MS) return;
    this.#typed.set(channelId, now);
    this.#chat.connection.tell('typing', { channelId });
  }

  // ---- reading

  /** The user has seen everything up to `seq`. */
  seen(channelId, seq) {
    const channel = this.#store.channels.get(channelId);
    if (!channel || (seq <= channel.readSeq && !this.#unsaid(channel, seq))) return;
    this.#mark(channelId, seq);
    this.#chat.tabs.say('mark', { channelId, seq });
  }

  /** Tells the server of the markers that it does not know yet. */
  tellMarks() {
    for (const [channelId, seq] of this.marks) this.#tellMark(channelId, seq);
  }

  /** What one wrote oneself moves the marker here, and the server is to know it. */
  #unsaid(channel, seq) {
    return channel.lastMessage?.senderId === this.#store.me.userId && seq > (channel.toldSeq ?? 0) && seq === channel.lastMessage.seq;
  }

  /** Channels that are looked at keep their messages here the longest. */
  #opened(channelId) {
    const channel = this.#store.channels.get(channelId);
    if (!channel) return;
    channel.openedAt = Date.now();
    if (this.#chat.tabs.leading) this.#chat.keep([channelRow(this.#store, channelId)]);
  }

  #mark(channelId, seq) {
    const channel = this.#store.channels.get(channelId);
    if (!channel) return;
    this.#store.markRead(channelId, this.#store.me.userId, seq);
    channel.toldSeq = seq;
    this.#chat.bell.clear(channelId);
    if (!this.#chat.tabs.leading) return;
    this.marks.set(channelId, seq);
    this.#chat.keep([channelRow(this.#store, channelId), marksRow(this.marks)]);
    this.#tellMark(channelId, seq);
  }

  #tellMark(channelId, seq) {
    if (!this.#chat.tabs.leading || !this.#chat.connection.online) return;
    this.#chat.connection.ask('read', { channelId, seq }).then(
      () => this.#told(channelId, seq),
      (error) => error.retryable || this.#told(channelId, seq),
    );
  }

  #told(channelId, seq) {
    if (this.marks.get(channelId) !== seq) return;
    this.marks.delete(channelId);
    this.#chat.keep([marksRow(this.marks)]);
  }

  #draft(channelId, body) {
    if (body) this.#store.drafts.set(channelId, body);
    else this.#store.drafts.delete(channelId);
    this.#store.tell('drafts');
  }

  get #store() {
    return this.#chat.store;
  }

  #timeline(channelId) {
    const known = this.#store.timelines.get(channelId);
    if (known) return known;
    const timeline = new Timeline();
    this.#store.timelines.set(channelId, timeline);
    return timeline;
  }

  /** Takes a span into the timeline: at once what this device keeps, then what it does not, from the server. */
  async #load(channelId, timeline, where, from, to) {
    if (to < 1 || timeline.loading.has(where)) return;
    timeline.loading.add(where);
    this.#store.tell('timeline');
    try {
      const first = Math.max(1, from);
      // Where the cache cannot be read the server can.
      const kept = await this.#chat.cache.messages(channelId, first, to).catch(() => []);
      const whole = kept.length === to - first + 1;
      const near = whole ? kept : nearest(kept, where, first, to);
      this.#show(channelId, timeline, where, near);
      if (!whole) this.#show(channelId, timeline, where, await this.#fetch(channelId, first, to));
    } finally {
      timeline.loading.delete(where);
      this.#store.tell('timeline');
    }
  }

  async #fetch(channelId, from, to) {
    const { messages } = await this.#chat.api.messages(channelId, { after: from - 1 }, Math.min(PAGE, to - from + 1));
    this.#chat.keep(messages.map(messageRow));
    return messages;
  }

  #show(channelId, timeline, where, messages) {
    if (messages.length === 0) return;
    // What was to stand beside the run finds it gone on: it is asked for again when it is wanted.
    if ((where === 'before' || where === 'after') && !timeline.meets(messages)) return;
    timeline.take(messages);
    this.#chat.people.meet(new Set(messages.map(({ senderId }) => senderId)));
    this.#store.tell('timeline');
  }
}

/** Of kept messages with holes those that can be shown already: next to what is shown, or the latest run of them. */
function nearest(kept, where, from, to) {
  switch (where) {
    case 'after':
      return kept[0]?.seq === from ? kept.slice(0, runOf(kept, 1)) : [];
    case 'before':
      return kept.at(-1)?.seq === to ? kept.slice(-runOf(kept.toReversed(), -1)) : [];
    case 'newest':
      return kept.length ? kept.slice(-runOf(kept.toReversed(), -1)) : [];
    default:
      return [];
  }
}

/** How many from the first on follow one another by that step; at least one. */
function runOf(messages, step) {
  let n = 1;
  while (n < messages.length && messages[n].seq === messages[n - 1].seq + step) n++;
  return n;
}
