import { text } from '../../text/index.js';
import { avatar, whereabouts } from '../parts/avatar.js';
import { h, hearing, put, say } from '../parts/dom.js';
import { icon, iconButton, mutedSign } from '../parts/icon.js';
import { menuButton } from '../parts/menu.js';
import { ask, doing } from '../parts/telling.js';
import { searchPlace } from '../side/search.js';
import { askToLeave, groupInfo } from './group.js';

/** Who one is talking with, and whether that is known to be so just now. */
export function head(chat, channelId) {
  const { store, connection, people } = chat;
  const channel = () => store.channels.get(channelId);
  const face = avatar();
  const title = h('span', { dir: 'auto' });
  const muted = mutedSign();
  const below = h('p');
  const { kind } = channel();
  const actions =
    kind === 'group'
      ? [iconButton('people', text.groupInfo, () => groupInfo(chat, channelId)), menuButton(text.moreChat, groupActions)]
      : [menuButton(text.moreChat, directActions)];
  const node = h('header.bar', h('a.round.back', { href: '#/', title: text.back, ariaLabel: text.back }, icon('back')), face.node, h('div.who', h('h2', title, muted), below), h('div.actions'));
  put(node.lastChild, ...actions);
  const stop = hearing([
    [store, 'channels', show],
    [store, 'users', show],
    [store, 'me', show],
    [store, 'presence', show],
    [store, 'friends', show],
    [connection, 'phase', show],
  ]);
  show();
  return { node, close: stop };

  function show() {
    if (!channel()) return;
    const { memberIds } = channel();
    const peer = kind === 'direct' ? store.peerOf(channel()) : null;
    const seen = peer && store.presence.has(peer);
    face.update(peer ?? channelId, store.titleOf(channel()), seen ? store.isOnline(peer) : undefined);
    face.node.classList.toggle('group', !peer);
    say(title, store.titleOf(channel()));
    muted.hidden = !store.isMuted(channelId);
    if (!connection.online) return say(below, text.phases[connection.phase] ?? text.ends[connection.reason] ?? '');
    const here = memberIds.filter((userId) => userId !== store.me.userId && store.isOnline(userId)).length;
    if (!peer) say(below, text.members(memberIds.length, here + 1));
    else say(below, seen ? whereabouts(store, peer) : `@${store.users.get(peer)?.username ?? ''}`);
  }

  /** What can be done with any channel. */
  function anyActions() {
    const muted = store.isMuted(channelId);
    return [
      { label: text.searchHere, action: () => (location.hash = searchPlace(channelId)) },
      { label: muted ? text.unmute : text.mute, action: doing(() => people.mute(channelId, !muted)) },
    ];
  }

  function groupActions() {
    return [
      { label: text.groupInfo, action: () => groupInfo(chat, channelId) },
      ...anyActions(),
      { label: text.leave, danger: true, action: doing(() => askToLeave(chat, channel())) },
    ];
  }

  function directActions() {
    const peer = store.peerOf(channel());
    const name = store.nameOf(peer);
    const state = store.friends.get(peer)?.state;
    const blocked = store.blocked.has(peer);
    return [
      ...anyActions(),
      ...(state === undefined && !blocked ? [{ label: text.add, action: doing(() => people.befriend(peer)) }] : []),
      ...(state === 'incoming' ? [{ label: text.accept, action: doing(() => people.accept(peer)) }] : []),
      blocked
        ? { label: text.unblock, action: doing(() => people.unblock(peer)) }
        : { label: text.block, danger: true, action: doing(async () => (await ask(text.blockUser(name), text.block)) && people.block(peer)) },
    ];
  }
}
