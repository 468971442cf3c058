import { briefly, text } from '../text.js';
import { h, keyed, put, say } from './dom.js';
import { avatar, badge } from './parts.js';

const SNIPPET = 120;

/** My channels, latest activity first. */
export function channelList(chat) {
  const { store } = chat;
  const items = h('ul.rows', { ariaLabel: text.chats });
  const none = h('p.plain', text.noChats, ' ', h('a', { href: '#/friends' }, text.findFriends));
  const node = h('div', items, none);
  let selected = null;
  for (const topic of ['channels', 'users', 'presence']) store.addEventListener(topic, render);
  render();
  return {
    node,
    select(channelId) {
      selected = channelId;
      render();
    },
  };

  function render() {
    const channels = store.channelsByActivity().filter(worthShowing);
    none.hidden = channels.length > 0 || chat.connection.phase !== 'online';
    keyed(items, channels, (channel) => channel.channelId, row);
  }

  /** A direct channel begins with its first message; one that was only opened is nothing to see. */
  function worthShowing({ channelId, kind, lastMessage }) {
    return kind === 'group' || lastMessage !== undefined || channelId === selected;
  }

  function row({ channelId }) {
    const face = avatar();
    const name = h('span.name');
    const when = h('time');
    const last = h('span.last');
    const count = h('span');
    const link = h('a.row', { href: `#/c/${encodeURIComponent(channelId)}` }, face.node, h('span.top', name, when), h('span.bottom', last, count));
    return {
      node: h('li', { 'data-channel': channelId }, link),
      update(channel) {
        const direct = channel.kind === 'direct';
        const peer = direct ? store.peerOf(channel) : channelId;
        face.update(peer, store.titleOf(channel), direct ? store.isOnline(peer) : undefined);
        say(name, store.titleOf(channel));
        say(when, channel.lastMessage ? briefly(channel.lastMessage.sentAt) : '');
        say(last, snippet(channel));
        put(count, badge(channel.unreadCount));
        link.classList.toggle('unread', channel.unreadCount > 0);
        link.ariaCurrent = channelId === selected ? 'true' : null;
      },
    };
  }

  function snippet({ kind, lastMessage }) {
    if (!lastMessage) return text.emptyChannel;
    const body = [...lastMessage.body.slice(0, 2 * SNIPPET)].slice(0, SNIPPET).join('');
    if (lastMessage.senderId === store.me.userId) return text.youSaid(body);
    return kind === 'group' ? `${store.nameOf(lastMessage.senderId)}: ${body}` : body;
  }
}
