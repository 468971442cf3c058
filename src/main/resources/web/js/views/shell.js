import { text } from '../text/index.js';
import { conversation } from './conversation/conversation.js';
import { avatar, badge } from './parts/avatar.js';
import { h, put, say } from './parts/dom.js';
import { icon } from './parts/icon.js';
import { ask } from './parts/telling.js';
import { settings } from './settings/settings.js';
import { bellButton } from './side/bell.js';
import { channelList } from './side/channels.js';
import { friendList } from './side/friends.js';
import { mentionList } from './side/mentions.js';
import { search } from './side/search.js';

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
  const open = (channelId, seq) => go(`#/c/${encodeURIComponent(channelId)}${seq ? `/${seq}` : ''}`);
  const finding = search(chat, open);
  /**
   * The lists of the side, each with its tab: a name in the address, its words or a sign for them, how much of it is
   * new. From what was found one comes back to what else was.
   */
  const lists = [
    { name: 'chats', href: '#/', words: text.chats, view: channelList(chat, open), count: () => store.unreadTotal },
    { name: 'friends', href: '#/friends', words: text.friends, view: friendList(chat, open), count: () => [...store.friends.values()].filter((friend) => friend.state === 'incoming').length },
    { name: 'mentions', href: '#/mentions', words: text.mentions, sign: 'at', view: mentionList(chat, open), count: () => store.unreadMentions, back: true },
    { name: 'search', href: '#/search', words: text.searchMessages, sign: 'search', view: finding, count: () => 0, back: true },
  ];
  for (const each of lists) each.tab = h(each.sign ? 'a.sign' : 'a', { href: each.href, ...(each.sign && { title: each.words }) });
  const side = h('section.side', { ariaLabel: `${text.chats}, ${text.friends}` }, h('header.bar', h('h1.brand', text.brand), bellButton(chat), myPlace), strip, h('nav.tabs', { ariaLabel: text.brand }, lists.map(({ tab }) => tab)), list);
  const node = h('main.app', side, main);
  let shown = {};

  connection.addEventListener('phase', showPhase);
  for (const topic of ['channels', 'friends']) store.addEventListener(topic, showCounts);
  for (const topic of ['channels', 'refreshed']) store.addEventListener(topic, show);
  store.addEventListener('me', showMe);
  chat.bell.addEventListener('open', ({ detail }) => go(detail));
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

  /** Goes to that place, again if that is where one is. */
  function go(place) {
    if (location.hash !== place) return (location.hash = place);
    delete shown.hash;
    show();
  }

  /** Shows what the address says. */
  function show() {
    const [, where, id, at] = location.hash.split('/');
    const channelId = where === 'c' ? decodeURIComponent(id ?? '') : null;
    const known = channelId && store.channels.has(channelId) ? channelId : null;
    const key = where === 'settings' ? 'settings' : known;
    const listed = lists.find(({ name }) => name === where)?.name ?? (key ? (shown.listed ?? 'chats') : 'chats');
    if (listed !== shown.listed) showList(listed);
    if (where === 'search' && location.hash !== shown.hash) {
      if (id) finding.within(decodeURIComponent(id));
      // On a phone one comes back to what was found.
      if (!shown.key || isWide()) finding.focus();
    }
    const seq = Number.parseInt(at, 10) || undefined;
    // Before a view is opened: what is not seen has no height, and nothing in it can be jumped to.
    node.classList.toggle('reading', key !== null);
    if (key !== shown.key || !shown.view) {
      shown.view?.close();
      const view = key === 'settings' ? settings(chat, { onSignOut: signOut, onRemove: remove }) : known ? conversation(chat, known) : empty();
      put(main, h('h1.unseen', text.brand), view.node);
      shown.view = view;
      view.opened(seq);
    } else if (seq !== undefined && location.hash !== shown.hash) {
      shown.view.jump(seq);
    }
    const { href } = lists.find(({ name, back }) => back && name === listed) ?? lists[0];
    for (const back of main.querySelectorAll('.conversation .back')) back.href = href;
    lists[0].view.select(known);
    shown = { listed, key, view: shown.view, hash: location.hash };
  }

  function showList(name) {
    for (const each of lists) each.tab.ariaCurrent = each.name === name ? 'page' : null;
    const { view } = lists.find((each) => each.name === name);
    put(list, view.node);
    list.scrollTop = 0;
    view.shown?.();
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
    for (const { tab, words, sign, count } of lists) put(tab, sign ? [icon(sign), h('span.unseen', words)] : words, badge(count()));
    const unread = store.unreadTotal;
    document.title = unread ? `(${unread}) ${text.brand}` : text.brand;
    if (unread) navigator.setAppBadge?.(unread).catch(() => {});
    else navigator.clearAppBadge?.().catch(() => {});
  }

  /** Alt and an arrow go to the next chat; Ctrl or Cmd and K to the field that finds one, with Shift and F to the search. */
  function onkeydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.altKey && step) {
      const beside = lists[0].view.beside(step);
      if (beside) open(beside);
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
      if (node.classList.contains('reading') && !isWide()) location.hash = '#/';
      showList('chats');
      shown.listed = 'chats';
      lists[0].view.focus();
    } else if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'f') {
      go('#/search');
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

const isWide = () => matchMedia('(min-width: 48rem)').matches;
