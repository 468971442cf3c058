import { text } from '../../text/index.js';
import { momentOf, timeOf } from '../../text/time.js';
import { avatar } from '../parts/avatar.js';
import { h, put, say } from '../parts/dom.js';
import { icon } from '../parts/icon.js';
import { menuButton } from '../parts/menu.js';
import { bodyNodes, foldAt, isJumbo, languageOf } from './body.js';

const FACES = 4;
const LINE_UNITS = 52;
const LINE_PX = 23;

/** The height that an item is thought to have before it was seen. */
export function estimate({ seq, pending, body, first }) {
  if (!seq && !pending) return 44;
  const fold = foldAt(body);
  const shown = fold === undefined ? body : body.slice(0, fold);
  const lines = Math.ceil(shown.length / LINE_UNITS) + (shown.split('\n').length - 1);
  return 18 + lines * LINE_PX + (first ? 12 : 0) + (fold === undefined ? 0 : 30);
}

/** Draws a line between messages. */
function lineView(item) {
  if (item.day) return { node: h('li.day', h('span', item.day)), update() {} };
  if (item.unread) return { node: h('li.newline', h('span', text.newMessages)), update() {} };
  const words = h('span');
  return {
    node: h(item.edge ? 'li.edge' : 'li.edge.below', words),
    update(now) {
      say(words, now.more || (now.hasBefore && now.loading.size > 0) || now.loading.has('newest') ? text.loading : now.hasBefore ? '' : text.beginning);
    },
  };
}

/** Draws an item of a conversation; `acts` is what can be done with a message. */
export function itemView(chat, item, unfolded, acts) {
  if (!item.seq && !item.pending) return lineView(item);
  const { store, connection } = chat;
  const face = avatar();
  const name = h('span.sender', { dir: 'auto' });
  const body = h('p.body', { dir: 'auto' });
  const foot = h('span.foot');
  const seen = h('span.readers');
  const more = menuButton('', () => acts.menu(current));
  more.classList.add('act');
  const bubble = h('div.bubble', name, h('div.said', body, foot));
  const node = h('li.message', { onclick: () => node.classList.toggle('touched') }, face.node, bubble, more, seen);
  let current = item;
  let told;
  let written;
  return { node, update };

  function update(now) {
    current = now;
    const { mine, first, last, group, error, pending, seq, senderId } = now;
    node.classList.toggle('mine', mine);
    node.classList.toggle('first', first);
    node.classList.toggle('last', last === true);
    node.classList.toggle('pending', pending === true && !error);
    node.classList.toggle('failed', Boolean(error));
    if (seq) node.dataset.seq = seq;
    const who = store.nameOf(senderId);
    name.hidden = !(group && first && !mine);
    if (!name.hidden) {
      say(name, who);
      name.dataset.hue = face.node.dataset.hue;
    }
    face.node.hidden = !group || mine;
    if (!face.node.hidden) face.update(senderId, who);
    name.dataset.hue = face.node.dataset.hue ?? '';
    more.hidden = pending === true;
    more.ariaLabel = more.title = text.messageMenu(mine ? text.you : who, timeOf(now.ms));
    write(now);
    const tell = [error, pending && connection.online, now.unseen, seq, now.readers?.join(' '), group && now.readers?.map((id) => store.nameOf(id)).join()].join();
    if (tell === told) return;
    told = tell;
    put(foot, ...footOf(now));
    put(seen, ...readersOf(now));
    seen.hidden = !seen.firstChild;
  }

  function write({ key, body: words, message }) {
    const fold = unfolded.has(key) ? undefined : foldAt(words);
    const names = message?.mentions?.map((userId) => store.users.get(userId)?.username).join(' ');
    if (written === `${fold} ${names}`) return;
    written = `${fold} ${names}`;
    body.lang = languageOf(words);
    body.classList.toggle('jumbo', isJumbo(words));
    put(body, ...bodyNodes(fold === undefined ? words : words.slice(0, fold), mentioned(message)));
    bubble.querySelector('.fold')?.remove();
    node.classList.toggle('long', foldAt(words) !== undefined);
    if (foldAt(words) !== undefined) body.after(foldButton(key, words, fold !== undefined));
  }

  function foldButton(key, words, folded) {
    const label = folded ? text.showAll([...words].length) : text.showLess;
    return h('button.link.fold', { type: 'button', ariaExpanded: String(!folded), onclick: () => acts.fold(key, !folded) }, label);
  }

  function mentioned(message) {
    const users = (message?.mentions ?? []).map((userId) => store.users.get(userId)).filter(Boolean);
    return (username) => {
      const user = users.find((each) => each.username === username);
      return user && { displayName: user.displayName, me: user.userId === store.me.userId };
    };
  }

  function footOf({ ms, error, pending, ref, mine, unseen }) {
    if (error) {
      const button = (label, onclick) => h('button.link', { type: 'button', onclick }, label);
      return [
        h('span', { role: 'alert' }, text.notSent(text.errors[error] ?? text.errors.internal)),
        button(text.retry, () => acts.retry(ref)),
        button(text.discard, () => acts.discard(ref)),
      ];
    }
    if (pending) return [state('clock', connection.online ? text.sending : text.waiting)];
    const time = h('time', { dateTime: new Date(ms).toISOString(), title: momentOf(ms) }, timeOf(ms));
    if (!mine) return [time];
    return [time, !unseen ? state('checks', text.read) : state('check', text.stored)];
  }

  /** Whether it is stored or read, as a sign for the eye and a word for the ear. */
  function state(sign, words) {
    return h('span.fate', { title: words, 'data-state': sign }, icon(sign), h('span.unseen', words));
  }

  /** In a group, who has read up to here. */
  function readersOf({ group, readers }) {
    if (!group || !readers) return [];
    const names = readers.map((userId) => store.nameOf(userId));
    const faces = readers.slice(0, FACES).map((userId, i) => {
      const small = avatar();
      small.update(userId, names[i]);
      return small.node;
    });
    const rest = readers.length - faces.length;
    seen.title = text.readBy(names.join(', '));
    return [h('span.unseen', text.readBy(names.join(', '))), ...faces, rest > 0 && h('span', { ariaHidden: 'true' }, `+${rest}`)];
  }
}
