import { reason, text } from '../../text/index.js';
import { h, hearing, say } from '../parts/dom.js';
import { icon } from '../parts/icon.js';
import { announce, copy } from '../parts/telling.js';
import { VirtualList } from '../parts/virtual.js';
import { composer } from './composer.js';
import { head } from './head.js';
import { conversationItems } from './items.js';
import { estimate, itemView } from './message.js';

const EARLY_PX = 1_500;
const SPOKEN = 200;

/** One channel, read and written in; `seq` is the message to jump to, if any. */
export function conversation(chat, channelId, open) {
  const { store, connection, outbox, talk } = chat;
  const channel = () => store.channels.get(channelId);
  const timeline = () => store.timelines.get(channelId);
  const unfolded = new Set();
  const list = h('ol.messages');
  const scroll = h('div.scroll', { tabIndex: 0, role: 'region', onkeydown }, list);
  const typing = h('p.typing', { ariaLive: 'polite' });
  const failed = h('div.failure', { role: 'status', hidden: true });
  const newCount = h('span');
  const newest = h('button.newest', { type: 'button', title: text.toNewest, ariaLabel: text.toNewest, onclick: toNewest, hidden: true }, newCount, icon('down'));
  const top = head(chat, channelId);
  const write = composer({
    title: store.titleOf(channel()),
    draft: store.drafts.get(channelId) ?? '',
    candidates,
    onType: () => talk.typing(channelId),
    onDraft: (body) => talk.draft(channelId, body),
    onSend,
  });
  const node = h('section.conversation', { ariaLabel: store.titleOf(channel()) }, top.node, h('div.middle', scroll, newest, failed), typing, write.node);
  const virtual = new VirtualList({
    scroll,
    list,
    make: (item) => itemView(chat, item, unfolded, { menu, fold, retry: (ref) => outbox.retry(ref), discard: (ref) => outbox.discard(ref) }),
    estimate,
    onMove,
  });
  let unreadFrom = 0;
  let spoken = Infinity;
  /** The message to be brought into view once it is there: `{seq, mark}`. */
  let wanted;
  /** Which move the user asked for last: one that was overtaken while it was fetched is off. */
  let moves = 0;
  const stop = hearing([
    [store, 'channels', showHead],
    [store, 'users', showMessages],
    [store, 'reads', showMessages],
    [store, 'timeline', showMessages],
    [store, 'typing', showTyping],
    [store, 'drafts', () => write.take(store.drafts.get(channelId) ?? '')],
    [store, 'refreshed', again],
    [connection, 'phase', showMessages],
    [document, 'visibilitychange', onMove],
    [window, 'focus', lookAround],
    [window, 'pagehide', () => write.close()],
  ]);

  return {
    node,
    /** It is on the page now. */
    opened(seq) {
      const { unreadCount, readSeq, lastMessage } = channel();
      unreadFrom = unreadCount > 0 && lastMessage?.senderId !== store.me.userId ? readSeq + 1 : 0;
      wanted = seq ? { seq, mark: true } : unreadFrom > 1 ? { seq: unreadFrom } : undefined;
      showHead();
      showMessages();
      showTyping();
      enter(seq);
      write.grow();
      if (matchMedia('(min-width: 48rem)').matches && seq === undefined) write.focus();
      else scroll.focus();
    },
    /** Jumps to a message of the same channel. */
    jump(seq) {
      moves++;
      wanted = { seq, mark: true };
      enter(seq);
    },
    close() {
      stop();
      write.close();
      top.close();
      virtual.close();
      talk.left(channelId);
    },
  };

  async function enter(seq) {
    failed.hidden = true;
    try {
      await talk.enter(channelId, seq);
      goTo();
      if (channel() && virtual.atEnd) await talk.newest(channelId);
    } catch (error) {
      tellFailure(error);
    }
    lookAround();
  }

  /** The connection is there again: whoever reads at the end goes on there, whoever reads further up stays. */
  function again() {
    if (!channel()) return;
    if (timeline()?.empty !== false || wanted) return enter(wanted?.mark ? wanted.seq : undefined);
    if (virtual.atEnd) talk.newest(channelId).catch(tellFailure);
    lookAround();
  }

  function lookAround() {
    if (connection.online && channel() && document.visibilityState === 'visible') talk.look(channelId).catch(() => {});
  }

  function tellFailure(error) {
    if (error.code === 'not_found' || !channel()) return;
    failed.hidden = false;
    failed.replaceChildren(h('p', connection.online ? reason(error) : text.notKept), h('button', { type: 'button', onclick: () => enter(wanted?.seq) }, text.retry));
  }

  /** Brings the wanted message into view, once, when it is there. */
  function goTo() {
    const found = wanted && virtual.items.find((item) => item.seq === wanted.seq);
    if (!found) return;
    const { seq, mark } = wanted;
    wanted = undefined;
    if (!mark) return virtual.toKey(seq === unreadFrom ? 'unread' : found.key, 0.25);
    virtual.toKey(found.key);
    list.querySelector('.target')?.classList.remove('target');
    virtual.nodeOf(found.key)?.classList.add('target');
  }

  function onSend(body) {
    unreadFrom = 0;
    virtual.atEnd = true;
    talk.newest(channelId).catch(() => {});
    talk.send(channelId, body);
  }

  function showHead() {
    if (!channel()) return;
    const title = store.titleOf(channel());
    scroll.ariaLabel = text.messagesOf(title);
    node.ariaLabel = title;
    onMove();
  }

  function showMessages() {
    if (!channel()) return;
    if (virtual.atEnd) timeline()?.shorten();
    virtual.set(conversationItems(chat, channel(), timeline(), unreadFrom));
    goTo();
    scroll.ariaBusy = String((timeline()?.loading.size ?? 0) > 0);
    speak();
  }

  /** Tells a screen reader what came in since the conversation was opened. */
  function speak() {
    if (!timeline() || timeline().loading.size > 0) return (spoken = Infinity);
    const last = timeline().messages.at(-1);
    if (last?.seq > spoken && last.senderId !== store.me.userId) announce(text.said(store.nameOf(last.senderId), last.body.slice(0, SPOKEN)));
    return (spoken = last?.seq ?? 0);
  }

  function showTyping() {
    const now = performance.now();
    const who = [...(store.typing.get(channelId) ?? [])].filter(([, until]) => until > now).map(([userId]) => store.nameOf(userId));
    say(typing, who.length ? text.typing(who) : '');
  }

  function onMove() {
    const current = timeline();
    if (!channel() || !current || !node.isConnected) return;
    const below = current.hasAfter(store.headOf(channelId));
    newest.hidden = virtual.atEnd && !below;
    const { unreadCount } = channel();
    say(newCount, !newest.hidden && unreadCount > 0 ? text.toUnread(unreadCount) : '');
    see();
    if (!connection.online && current.loading.size > 0) return;
    if (scroll.scrollTop < EARLY_PX && current.hasBefore && !current.loading.has('before')) talk.older(channelId).catch(() => {});
    const left = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
    if (left < EARLY_PX && below && current.loading.size === 0) talk.newer(channelId).catch(() => {});
  }

  function see() {
    if (document.visibilityState !== 'visible' || wanted !== undefined) return;
    const last = virtual.atEnd ? virtual.items.findLast((item) => item.seq) : virtual.lastSeen;
    if (last?.seq) talk.seen(channelId, last.seq);
  }

  async function toNewest() {
    const move = ++moves;
    wanted = undefined;
    await talk.newest(channelId).catch(tellFailure);
    if (move !== moves) return;
    virtual.toEnd();
    scroll.focus();
  }

  function onkeydown(event) {
    if (event.target !== scroll || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'End') toNewest();
    // Who begins to write wants to write.
    else if (event.key.length === 1 && event.key !== ' ') write.focus();
    else return;
    if (event.key === 'End') event.preventDefault();
  }

  function fold(key, away) {
    if (away) unfolded.delete(key);
    else unfolded.add(key);
    showMessages();
    virtual.nodeOf(key)?.querySelector('.fold')?.focus();
  }

  function menu({ seq, body, senderId, mine }) {
    const username = store.users.get(senderId)?.username;
    const link = `${location.origin}/#/c/${encodeURIComponent(channelId)}/${seq}`;
    return [
      { label: text.copyText, action: () => copy(body) },
      { label: text.copyLink, action: () => copy(link) },
      ...(mine || !username || channel().kind === 'direct' ? [] : [{ label: text.mention(store.nameOf(senderId)), action: () => write.insert(`@${username} `) }]),
    ];
  }

  function candidates() {
    const { memberIds } = channel();
    chat.people.meet(memberIds);
    return memberIds.filter((userId) => userId !== store.me.userId).map((userId) => store.users.get(userId)).filter(Boolean);
  }
}
