import { dayOf, text, timeOf } from '../text.js';
import { h, put, say } from './dom.js';
import { avatar } from './parts.js';

const TOGETHER_MS = 5 * 60_000;

/** What stands in a conversation from top to bottom: day lines, messages, and what is still to be sent. */
export function messageItems(chat, channel, timeline) {
  const { store, outbox } = chat;
  const me = store.me.userId;
  const items = [];
  let previous = null;
  let day = null;
  const follow = (item) => {
    if (dayOf(item.at) !== day) {
      day = dayOf(item.at);
      items.push({ key: `day ${day}`, day });
      previous = null;
    }
    item.first = previous?.senderId !== item.senderId || new Date(item.at) - new Date(previous.at) > TOGETHER_MS;
    items.push(item);
    previous = item;
  };
  const stored = timeline?.messages ?? [];
  for (const { seq, senderId, body, sentAt } of stored) {
    follow({ key: `seq ${seq}`, seq, senderId, body, at: sentAt, mine: senderId === me, named: channel.kind === 'group' });
  }
  const own = items.findLast?.((item) => item.mine);
  if (own) own.readers = [...(store.reads.get(channel.channelId) ?? [])].filter(([userId, seq]) => userId !== me && seq >= own.seq).length;
  if (own) own.latest = channel.kind;
  const known = new Set(stored.map((message) => message.ref));
  for (const { ref, body, at, error } of outbox.of(channel.channelId)) {
    if (!known.has(ref)) follow({ key: `ref ${ref}`, ref, senderId: me, body, at, mine: true, error, pending: true });
  }
  return items;
}

/** Draws one of them. */
export function messageView(chat, item) {
  if (item.day) return { node: h('li.day', h('span', item.day)), update() {} };
  const { store, outbox, connection } = chat;
  const face = avatar();
  const name = h('span.sender');
  const body = h('p.body', { dir: 'auto' }, item.body);
  const foot = h('span.foot');
  const node = h('li.message', face.node, name, h('div.bubble', body), foot);
  if (item.seq) node.dataset.seq = item.seq;
  if (item.ref) node.dataset.ref = item.ref;
  let told;
  return {
    node,
    update(now) {
      node.classList.toggle('mine', now.mine);
      node.classList.toggle('first', now.first);
      node.classList.toggle('pending', now.pending === true && !now.error);
      node.classList.toggle('failed', Boolean(now.error));
      name.hidden = !(now.named && now.first && !now.mine);
      if (!name.hidden) say(name, store.nameOf(now.senderId));
      face.node.hidden = !(now.named && !now.mine);
      if (!face.node.hidden) face.update(now.senderId, store.nameOf(now.senderId));
      const tell = [now.error, now.pending && connection.online, now.readers, now.latest].join();
      if (tell === told) return;
      told = tell;
      put(foot, ...footOf(now));
    },
  };

  function footOf({ at, error, pending, ref, latest, readers }) {
    if (error) {
      const button = (label, onclick) => h('button.link', { type: 'button', onclick }, label);
      return [
        text.notSent(text.errors[error] ?? text.errors.internal),
        button(text.retry, () => outbox.retry(ref)),
        button(text.discard, () => outbox.drop(ref)),
      ];
    }
    if (pending) return [connection.online ? text.sending : text.waiting];
    const time = h('time', { dateTime: at }, timeOf(at));
    if (!latest) return [time];
    return [time, h('span.fate', readers ? (latest === 'group' ? text.readBy(readers) : text.read) : text.sent)];
  }
}
