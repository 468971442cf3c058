import { text } from '../text.js';
import { channelList } from './channels.js';
import { conversation } from './conversation.js';
import { h, icon, iconButton, put, say } from './dom.js';
import { friendList } from './friends.js';
import { newGroup } from './group.js';
import { ask, avatar, badge, doing } from './parts.js';

/** The page behind the door: lists on the left, a conversation on the right; on a phone one of the two. */
export function shell({ chat, onSignedOut }) {
  const { store, connection, outbox } = chat;
  const me = avatar();
  me.update(store.me.userId, store.me.displayName);
  const state = h('p.state', { role: 'status' });
  const retry = h('button.link', { type: 'button' });
  const strip = h('div.strip', state, retry);
  const chats = h('a', { href: '#/' }, text.chats);
  const friends = h('a', { href: '#/friends' }, text.friends);
  const list = h('div.list');
  const main = h('main.main');
  const side = h(
    'aside.side',
    h('header.bar', me.node, h('h1.who', store.me.displayName, h('small', `@${store.me.username}`)), iconButton('leave', text.signOut, doing(signOut))),
    strip,
    h('nav.tabs', { ariaLabel: text.brand }, chats, friends),
    list,
  );
  const node = h('div.app', side, main);
  const lists = { chats: channelList(chat), friends: friendList(chat, open) };
  let shown = {};

  connection.addEventListener('phase', showPhase);
  store.addEventListener('channels', showCounts);
  store.addEventListener('friends', showCounts);
  store.addEventListener('refreshed', show);
  store.addEventListener('channels', show);
  addEventListener('hashchange', show);
  showPhase();
  showCounts();
  show();
  return node;

  function open(channelId) {
    location.hash = `#/c/${encodeURIComponent(channelId)}`;
  }

  function show() {
    if (!node.isConnected && shown.list) return removeEventListener('hashchange', show);
    const [, where, id] = location.hash.split('/');
    const channelId = where === 'c' ? decodeURIComponent(id ?? '') : null;
    const known = channelId && store.channels.has(channelId) ? channelId : null;
    const name = where === 'friends' ? 'friends' : channelId ? (shown.name ?? 'chats') : 'chats';
    if (name !== shown.name || !shown.list) {
      put(list, ...(name === 'chats' ? [newGroupButton(), lists.chats.node] : [lists.friends]));
      chats.ariaCurrent = name === 'chats' ? 'page' : null;
      friends.ariaCurrent = name === 'friends' ? 'page' : null;
    }
    if (known !== shown.channelId || !shown.list) {
      shown.close?.();
      const view = known && conversation(chat, known);
      put(main, view ? view.node : h('p.plain', text.pick));
      shown.close = view?.close;
      view?.opened();
    }
    node.classList.toggle('reading', known !== null);
    lists.chats.select(known);
    shown = { list: true, name, channelId: known, close: shown.close };
  }

  function newGroupButton() {
    return h('button.wide', { type: 'button', onclick: () => newGroup(chat, open) }, icon('plus'), text.newGroup);
  }

  function showPhase() {
    const { phase, reason } = connection;
    document.documentElement.dataset.phase = phase;
    if (phase === 'ended') {
      if (reason === 'signed_out') onSignedOut(text.ends.signed_out);
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
    const unread = store.unreadTotal;
    const asking = [...store.friends.values()].filter((friend) => friend.state === 'incoming').length;
    put(chats, text.chats, badge(unread));
    put(friends, text.friends, badge(asking));
    if (node.isConnected || !shown.list) document.title = unread ? `(${unread}) ${text.brand}` : text.brand;
  }

  async function signOut() {
    if (outbox.size && !(await ask(text.signOutUnsent(outbox.size), text.signOut))) return;
    await chat.logOut();
    onSignedOut();
  }
}
