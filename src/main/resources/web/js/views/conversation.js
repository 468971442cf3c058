import { reason, text } from '../text.js';
import { composer } from './composer.js';
import { h, icon, iconButton, keyed, say } from './dom.js';
import { groupInfo } from './group.js';
import { messageItems, messageView } from './messages.js';
import { avatar, notice, whereabouts } from './parts.js';

const NEAR_PX = 80;
const EARLY_PX = 300;

/** One channel, read and written in. */
export function conversation(chat, channelId) {
  const { store, connection } = chat;
  const face = avatar();
  const title = h('h2');
  const below = h('p');
  const top = h('p.plain.edge');
  const list = h('ol.messages');
  const scroll = h('div.scroll', { tabIndex: 0, role: 'log', ariaLive: 'polite' }, top, list);
  const typing = h('p.typing', { ariaLive: 'polite' });
  const newest = h('button.round.newest', { type: 'button', title: text.toNewest, ariaLabel: text.toNewest, onclick: toNewest, hidden: true }, icon('down'));
  const write = composer({ onType: () => chat.typing(channelId), onSend });
  const channel = () => store.channels.get(channelId);
  const info = iconButton('people', text.groupInfo, () => groupInfo(chat, channelId));
  const node = h(
    'section.conversation',
    h('header.bar', h('a.round.back', { href: '#/', title: text.back, ariaLabel: text.back }, icon('back')), face.node, h('div.who', title, below), info),
    h('div.middle', scroll, newest),
    typing,
    write.node,
  );
  let atEnd = true;
  let height = 0;

  const hears = [
    [store, 'channels', showHead],
    [store, 'users', showAll],
    [store, 'presence', showHead],
    [store, 'timeline', showMessages],
    [store, 'typing', showTyping],
    [store, 'refreshed', enter],
    [connection, 'phase', showAll],
    [document, 'visibilitychange', look],
  ];
  for (const [source, topic, hear] of hears) source.addEventListener(topic, hear);
  const resized = new ResizeObserver(() => atEnd && toNewest());
  resized.observe(scroll);
  scroll.addEventListener('scroll', onScroll, { passive: true });

  return {
    node,
    opened() {
      showAll();
      enter();
      if (matchMedia('(min-width: 48rem)').matches) write.focus();
      else scroll.focus();
    },
    close() {
      for (const [source, topic, hear] of hears) source.removeEventListener(topic, hear);
      resized.disconnect();
    },
  };

  function enter() {
    chat.enter(channelId).catch((error) => error.code !== 'not_found' && connection.online && notice(reason(error)));
  }

  function onSend(body) {
    atEnd = true;
    chat.send(channelId, body);
  }

  function showAll() {
    showHead();
    showMessages();
    showTyping();
  }

  function showHead() {
    if (!channel()) return;
    const { kind, memberIds } = channel();
    const peer = kind === 'direct' ? store.peerOf(channel()) : null;
    const online = memberIds.filter((userId) => userId !== store.me.userId && store.isOnline(userId)).length;
    const friend = store.friends.get(peer)?.state === 'friends' || store.presence.has(peer);
    face.update(peer ?? channelId, store.titleOf(channel()), peer && friend ? store.isOnline(peer) : undefined);
    say(title, store.titleOf(channel()));
    say(below, connection.online ? presence() : (text.phases[connection.phase] ?? text.ends[connection.reason] ?? ''));
    info.hidden = kind !== 'group';
    scroll.ariaLabel = text.messagesOf(store.titleOf(channel()));

    function presence() {
      if (!peer) return text.members(memberIds.length, online + 1);
      return friend ? whereabouts(store, peer) : `@${store.users.get(peer)?.username ?? ''}`;
    }
  }

  function showMessages() {
    if (!channel()) return;
    const timeline = store.timelines.get(channelId);
    const first = list.querySelector('[data-seq]');
    const before = first?.getBoundingClientRect().top;
    say(top, !timeline || timeline.loading ? text.loading : timeline.hasBefore ? '' : text.beginning);
    keyed(list, messageItems(chat, channel(), timeline), (item) => item.key, (item) => messageView(chat, item));
    scroll.ariaBusy = String(Boolean(timeline?.loading));
    if (atEnd) toNewest();
    // What is read stays where it is while older messages come in above it.
    else if (first?.isConnected) scroll.scrollTop += first.getBoundingClientRect().top - before;
    height = scroll.scrollHeight;
    look();
    fillView(timeline);
  }

  function fillView(timeline) {
    if (timeline?.hasBefore && !timeline.loading && node.isConnected && scroll.scrollTop < EARLY_PX) older();
  }

  function older() {
    chat.loadOlder(channelId).catch(() => {});
  }

  function showTyping() {
    const now = performance.now();
    const who = [...(store.typing.get(channelId) ?? [])].filter(([, until]) => until > now).map(([userId]) => store.nameOf(userId));
    say(typing, who.length ? text.typing(who) : '');
  }

  function onScroll() {
    // A changed height is the page's doing, not the reader's.
    if (scroll.scrollHeight === height) atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
    height = scroll.scrollHeight;
    newest.hidden = atEnd;
    look();
    fillView(store.timelines.get(channelId));
  }

  function toNewest() {
    scroll.scrollTop = scroll.scrollHeight;
    height = scroll.scrollHeight;
    atEnd = true;
    newest.hidden = true;
    look();
  }

  function look() {
    if (atEnd && document.visibilityState === 'visible' && node.isConnected && store.timelines.has(channelId)) chat.looked(channelId);
  }
}
