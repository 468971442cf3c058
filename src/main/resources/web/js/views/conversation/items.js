import { dayNumber, dayOf } from '../../text/time.js';

const TOGETHER_MS = 5 * 60_000;

/** What a message needs again and again, reckoned once. */
const known = new WeakMap();

function reckoned(message) {
  let facts = known.get(message);
  if (!facts) known.set(message, (facts = { ms: Date.parse(message.sentAt), day: dayNumber(message.sentAt) }));
  return facts;
}

/**
 * What stands in a conversation from top to bottom: its beginning or what is above it, day lines, the line before the
 * first unread message, messages, and what is still to be sent.
 */
export function conversationItems({ store, outbox }, channel, timeline, unreadFrom) {
  const { channelId } = channel;
  const me = store.me.userId;
  const group = channel.kind === 'group';
  const items = [];
  let previous = null;
  let day = null;
  const stored = timeline?.messages ?? [];
  if (timeline) items.push({ key: 'edge', passing: true, edge: true, loading: timeline.loading, hasBefore: timeline.hasBefore });

  const follow = (item, ms, itsDay) => {
    if (itsDay !== day) {
      day = itsDay;
      items.push({ key: `day ${day}`, passing: true, day: dayOf(ms) });
      previous = null;
    }
    if (item.seq === unreadFrom) {
      items.push({ key: 'unread', passing: true, unread: true });
      previous = null;
    }
    item.first = previous?.senderId !== item.senderId || ms - previous.ms > TOGETHER_MS;
    item.ms = ms;
    items.push(item);
    if (previous) previous.last = item.first;
    previous = item;
  };

  const byRef = new Set();
  for (const message of stored) {
    const { ms, day: itsDay } = reckoned(message);
    const { seq, ref, senderId, body } = message;
    const mine = senderId === me;
    if (mine) byRef.add(ref);
    follow({ key: `${mine ? ref : seq}`, seq, message, senderId, body, mine, group }, ms, itsDay);
  }
  readers(items, store, channelId, me);
  if (timeline?.hasAfter(channel.lastMessage?.seq ?? 0)) {
    items.push({ key: 'below', passing: true, more: true });
    return items;
  }
  for (const { ref, body, at, error } of outbox.of(channelId)) {
    if (!byRef.has(ref)) follow({ key: ref, ref, senderId: me, body, mine: true, group, error, pending: true }, at, dayNumber(at));
  }
  if (previous) previous.last = true;
  return items;
}

/** Sets who has read up to which message: on the last of them that stands here. */
function readers(items, store, channelId, me) {
  const marks = [...(store.reads.get(channelId) ?? [])].filter(([userId, seq]) => userId !== me && seq > 0);
  const at = new Map();
  const messages = items.filter((item) => item.seq);
  const [first, last] = [messages[0]?.seq, messages.at(-1)?.seq];
  for (const [userId, seq] of marks) {
    const item = seq >= first && messages[Math.min(seq, last) - first];
    // That who wrote it has read so far needs no telling.
    if (item && item.senderId !== userId) at.set(item, [...(at.get(item) ?? []), userId]);
  }
  for (const [item, userIds] of at) item.readers = userIds;
  const read = Math.max(0, ...marks.map(([, seq]) => seq));
  for (let i = messages.length - 1; i >= 0 && messages[i].seq > read; i--) messages[i].unseen = true;
}
