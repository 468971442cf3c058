import { text } from '../text/index.js';
import { conversation } from './conversation/conversation.js';
import { avatar, badge } from './parts/avatar.js';
import { h, put, say } from './parts/dom.js';
import { icon } from './parts/icon.js';
import { ask } from './parts/telling.js';
import { settings } from './settings/settings.js';
import { channelList } from './side/channels.js';
import { friendList } from './side/friends.js';

/** The page behind the door: lists on the left, a conversation on the right; on a phone one of the two. */
export function shell({ chat, onSignedOut }) {
  const { store, connection, outbox } = chat;
  const me = avatar();
  const myName = h('span', { dir: 'auto' });
  const myPlace = h('a.place', { href: '#/settings', title: text.settings }, me.node, h('span.who', myName, h('small', `@${store.me.username}`)), icon('gear'));
  const state = h('p.state', { role: 'status' });
  const retry = h('button.link', { type: 'button' });
  const strip = h('div.strip', state, retry);
  const list = h('div.list');
  const main = h('div.main');
  const open = (channelId) => (location.hash = `#/c/${encodeURIComponent(channelId)}`);
  /** The lists of the side, each with its tab: a name in the address, its words, how much of it is new. */
  const lists = [
    { name: 'chats', href: '#/', words: text.chats, view: channelList(chat, open), count: () => store.unreadTotal },
    { name: 'friends', href: '#/friends', words: text.friends, view: friendList(chat, open), count: () => [...store.friends.values()].filter((friend) => friend.state === 'incoming').length },
  ];
  for (const each of lists) each.tab = h('a', { href: each.href });
  const side = h('section.side', { ariaLabel: `${text.chats}, ${text.friends}` }, h('header.bar', h('h1.brand', text.brand), myPlace), strip, h('nav.tabs', { ariaLabel: text.brand }, lists.map(({ tab }) => tab)), list);
  const node = h('main.app', side, main);
  let shown = {};

  connection.addEventListener('phase', showPhase);
  for (const topic of ['channels', 'friends']) store.addEventListener(topic, showCounts);
  for (const topic of ['channels', 'refreshed']) store.addEventListener(topic, show);
  store.addEventListener('me', showMe);
  addEventListener('hashchange', show);
  addEventListener('keydown', onkeydown);
  showMe();
  showPhase();
  showCounts();
  return {
    node,
    opened: show,
    close() {
      shown.view?.close();
      removeEventListener('hashchange', show);
      removeEventListener('keydown', onkeydown);
    },
  };

  /** Shows what the address says. */
  function show() {
    const [, where, id, at] = location.hash.split('/');
    const channelId = where === 'c' ? decodeURIComponent(id ?? '') : null;
    const known = channelId && store.channels.has(channelId) ? channelId : null;
    const key = where === 'settings' ? 'settings' : known;
    const listed = lists.find(({ name }) => name === where)?.name ?? (key ? (shown.listed ?? 'chats') : 'chats');
    if (listed !== shown.listed) showList(listed);
    const seq = Number.parseInt(at, 10) || undefined;
    if (key !== shown.key || !shown.view) {
      shown.view?.close();
      const view = key === 'settings' ? settings(chat, { onSignOut: signOut, onRemove: remove }) : known ? conversation(chat, known) : empty();
      put(main, h('h1.unseen', text.brand), view.node);
      shown.view = view;
      view.opened(seq);
    } else if (seq !== undefined && location.hash !== shown.hash) {
      shown.view.jump(seq);
    }
    node.classList.toggle('reading', key !== null);
    lists[0].view.select(known);
    shown = { listed, key, view: shown.view, hash: location.hash };
  }

  function showList(name) {
    for (const each of lists) each.tab.ariaCurrent = each.name === name ? 'page' : null;
    put(list, lists.find((each) => each.name === name).view.node);
    list.scrollTop = 0;
  }

  function empty() {
    const mark = h('img.mark', { src: '/icon.svg', alt: '', width: 72, height: 72 });
    return { node: h('div.empty', mark, h('p.plain', text.pick)), opened() {}, close() {} };
  }

  function showMe() {
    me.update(store.me.userId, store.me.displayName);
    say(myName, store.me.displayName);
  }

  function showPhase() {
    const { phase, reason } = connection;
    document.documentElement.dataset.phase = phase;
    if (phase === 'ended') {
      if (reason === 'signed_out') return onSignedOut(text.ends.signed_out);
      if (reason === 'closed') return;
      say(state, text.ends[reason] ?? text.ends.refused);
      say(retry, reason === 'elsewhere' ? text.useHere : text.reload);
      retry.onclick = () => location.reload();
    } else {
      say(state, text.phases[phase]);
      say(retry, text.retryNow);
      retry.onclick = () => connection.retryNow();
    }
    retry.hidden = phase === 'online' || phase === 'connecting';
    strip.classList.toggle('calm', phase === 'online');
  }

  function showCounts() {
    for (const { tab, words, count } of lists) put(tab, words, badge(count()));
    const unread = store.unreadTotal;
    document.title = unread ? `(${unread}) ${text.brand}` : text.brand;
    if (unread) navigator.setAppBadge?.(unread).catch(() => {});
    else navigator.clearAppBadge?.().catch(() => {});
  }

  /** Alt and an arrow go to the next chat; Ctrl or Cmd and K to the field that finds one. */
  function onkeydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.altKey && step) {
      const beside = lists[0].view.beside(step);
      if (beside) open(beside);
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
      if (node.classList.contains('reading') && !matchMedia('(min-width: 48rem)').matches) location.hash = '#/';
      showList('chats');
      shown.listed = 'chats';
      lists[0].view.focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  async function signOut() {
    if (outbox.size && !(await ask(text.signOutUnsent(outbox.size), text.signOut))) return;
    await chat.logOut();
    onSignedOut();
  }

  async function remove() {
    if (!(await ask(text.removeAccountAsk, text.removeAccount))) return;
    await chat.removeAccount();
    onSignedOut();
  }
}
