import { text } from '../../text/index.js';
import { briefly } from '../../text/time.js';
import { avatar, badge } from '../parts/avatar.js';
import { h, keyed, put, say } from '../parts/dom.js';
import { icon, mutedSign } from '../parts/icon.js';
import { newGroup } from './newgroup.js';

const SNIPPET = 120;

/** My channels, latest activity first. */
export function channelList(chat, open) {
  const { store, connection, outbox } = chat;
  const items = h('ul.rows', { ariaLabel: text.chats, onkeydown });
  const none = h('p.plain', text.noChats, ' ', h('a', { href: '#/friends' }, text.findFriends));
  const noMatch = h('p.plain', { role: 'status' });
  const filter = h('input', { id: 'filter', type: 'search', placeholder: text.filterChats, ariaLabel: text.filterChats, autocomplete: 'off', oninput: render, onkeydown: onfilterkey });
  const create = h('button.round', { type: 'button', title: text.newGroup, ariaLabel: text.newGroup, onclick: () => newGroup(chat, open) }, icon('plus'));
  const node = h('div', h('div.finding', filter, create), items, none, noMatch);
  let selected = null;
  for (const topic of ['channels', 'users', 'presence', 'drafts', 'refreshed', 'timeline', 'me']) store.addEventListener(topic, render);
  connection.addEventListener('phase', render);
  render();
  return {
    node,
    focus: () => filter.focus(),
    select(channelId) {
      selected = channelId;
      render();
    },
    /** The channel that stands so many places below the one that is open. */
    beside(step) {
      const shown = store.channelsByActivity().filter(worthShowing);
      const at = shown.findIndex(({ channelId }) => channelId === selected);
      return shown[at < 0 ? 0 : Math.min(Math.max(at + step, 0), shown.length - 1)]?.channelId;
    },
  };

  function render() {
    const words = filter.value.trim().toLocaleLowerCase();
    const all = store.channelsByActivity().filter(worthShowing);
    const channels = words ? all.filter((channel) => store.titleOf(channel).toLocaleLowerCase().includes(words)) : all;
    none.hidden = all.length > 0 || !store.known;
    say(noMatch, words && channels.length === 0 && all.length > 0 ? text.noSuchChat(filter.value.trim()) : '');
    noMatch.hidden = noMatch.textContent === '';
    keyed(items, channels, (channel) => channel.channelId, row);
  }

  /** A direct channel begins with its first message; one that was only opened is nothing to see. */
  function worthShowing({ channelId, kind, lastMessage }) {
    return kind === 'group' || lastMessage !== undefined || channelId === selected || store.drafts.has(channelId) || outbox.of(channelId).length > 0;
  }

  function row({ channelId }) {
    const face = avatar();
    const name = h('span.name', { dir: 'auto' });
    const when = h('time');
    const last = h('span.last', { dir: 'auto' });
    const count = h('span.counts');
    const link = h('a.row', { href: `#/c/${encodeURIComponent(channelId)}` }, face.node, h('span.top', name, when), h('span.bottom', last, count));
    return {
      node: h('li', { 'data-channel': channelId }, link),
      update(channel) {
        const direct = channel.kind === 'direct';
        const peer = direct ? store.peerOf(channel) : channelId;
        face.update(peer, store.titleOf(channel), direct && store.presence.has(peer) ? store.isOnline(peer) : undefined);
        face.node.classList.toggle('group', !direct);
        say(name, store.titleOf(channel));
        say(when, channel.lastMessage ? briefly(channel.lastMessage.sentAt) : '');
        const draft = channelId !== selected && store.drafts.get(channelId);
        say(last, draft ? text.draft(short(draft)) : snippet(channel));
        last.classList.toggle('draft', Boolean(draft));
        const mentioned = (channel.mentionSeq ?? 0) > channel.readSeq;
        put(count, mentioned && h('span.badge.at', { title: text.mentioned }, '@'), store.isMuted(channelId) && mutedSign(), badge(channel.unreadCount));
        link.classList.toggle('quiet', store.isMuted(channelId));
        link.classList.toggle('unread', channel.unreadCount > 0);
        link.ariaCurrent = channelId === selected ? 'true' : null;
      },
    };
  }

  function snippet({ channelId, kind, lastMessage }) {
    const waiting = outbox.of(channelId).at(-1);
    if (waiting) return text.youSaid(short(waiting.body));
    if (!lastMessage) return text.emptyChannel;
    const body = short(lastMessage.body);
    if (lastMessage.senderId === store.me.userId) return text.youSaid(body);
    return kind === 'group' ? text.said(store.nameOf(lastMessage.senderId), body) : body;
  }

  /** Arrow keys go from line to line. */
  function onkeydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    const links = [...items.querySelectorAll('a')];
    const to = links[links.indexOf(document.activeElement) + step];
    if (to) to.focus();
    else if (step < 0) filter.focus();
    event.preventDefault();
  }

  function onfilterkey(event) {
    const first = items.querySelector('a');
    if (event.isComposing || !first) return;
    if (event.key === 'ArrowDown') first.focus();
    else if (event.key === 'Enter') first.click();
    else return;
    event.preventDefault();
  }
}

function short(body) {
  return [...body.slice(0, 2 * SNIPPET)].slice(0, SNIPPET).join('');
}
