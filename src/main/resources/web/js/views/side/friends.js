import { text } from '../../text/index.js';
import { avatar, whereabouts } from '../parts/avatar.js';
import { h, keyed, put, say } from '../parts/dom.js';
import { icon, iconButton } from '../parts/icon.js';
import { menuButton } from '../parts/menu.js';
import { ask, doing } from '../parts/telling.js';

/** Friends and who wants to be one; finding people by their exact username. */
export function friendList(chat, open) {
  const { store, people } = chat;
  const incoming = section(text.requests, (friend) => friend.state === 'incoming');
  const friends = section(text.friends, (friend) => friend.state === 'friends');
  const outgoing = section(text.sentRequests, (friend) => friend.state === 'outgoing');
  const blocked = section(text.blocked, () => true);
  const none = h('p.plain', text.noFriends);
  for (const topic of ['friends', 'presence', 'users', 'refreshed']) store.addEventListener(topic, render);
  render();
  return { node: h('div', finder(chat), incoming.node, none, friends.node, outgoing.node, blocked.node) };

  function render() {
    const all = [...store.friends.values()].sort((a, b) => a.user.displayName.localeCompare(b.user.displayName));
    for (const each of [incoming, friends, outgoing]) each.show(all.filter(each.belongs));
    blocked.show([...store.blocked.values()].map((user) => ({ user, state: 'blocked' })));
    none.hidden = all.length > 0 || !store.known;
  }

  function section(title, belongs) {
    const rows = h('ul.rows', { ariaLabel: title });
    const node = h('section', h('h2', title), rows);
    return {
      node,
      belongs,
      show(items) {
        node.hidden = items.length === 0;
        keyed(rows, items, ({ user, state }) => `${state} ${user.userId}`, row);
      },
    };
  }

  function row({ user, state }) {
    const face = avatar();
    const name = h('span.name', { dir: 'auto' });
    const below = h('span.last');
    const actions = h('span.actions', ...actionsOf(user, state));
    return {
      node: h('li', { 'data-user': user.userId }, h('div.row', face.node, h('span.top', name), h('span.bottom', below), actions)),
      update(friend) {
        const close = friend.state === 'friends';
        face.update(user.userId, friend.user.displayName, close ? store.isOnline(user.userId) : undefined);
        say(name, friend.user.displayName);
        say(below, (close ? `${whereabouts(store, user.userId)} · ` : '') + `@${friend.user.username}`);
      },
    };
  }

  function actionsOf({ userId, displayName }, state) {
    const button = (label, action, kind = '') => h('button' + kind, { type: 'button', onclick: doing(action) }, label);
    switch (state) {
      case 'incoming':
        return [button(text.accept, () => people.accept(userId), '.primary'), button(text.decline, () => people.unfriend(userId))];
      case 'outgoing':
        return [button(text.withdraw, () => people.unfriend(userId))];
      case 'blocked':
        return [button(text.unblock, () => people.unblock(userId))];
      default:
        return [
          iconButton('chat', text.messageTo(displayName), doing(async () => open(await chat.rooms.openDirect(userId)))),
          menuButton(text.more(displayName), () => [
            { label: text.remove, action: doing(async () => (await ask(text.removeFriend(displayName), text.remove)) && people.unfriend(userId)) },
            { label: text.block, danger: true, action: doing(async () => (await ask(text.blockUser(displayName), text.block)) && people.block(userId)) },
          ]),
        ];
    }
  }
}

function finder(chat) {
  const { store, people } = chat;
  const input = h('input', { id: 'find', type: 'search', placeholder: text.exactName, autocapitalize: 'none', autocomplete: 'off', spellcheck: false, maxLength: 33 });
  const found = h('div.found', { ariaLive: 'polite' });
  const search = async () => {
    const name = input.value.trim().replace(/^@/, '');
    if (!name) return;
    try {
      const user = await people.find(name);
      put(found, user.userId === store.me.userId ? h('p.plain', text.itsYou) : card(user));
    } catch (error) {
      if (error.code !== 'not_found' && error.code !== 'invalid' && error.code !== 'bad_request') throw error;
      put(found, h('p.plain', text.nobodyNamed(name)));
    }
  };
  const go = h('button', { type: 'submit' }, text.find);
  const run = doing(search);
  return h(
    'form.finder',
    { onsubmit: (event) => (event.preventDefault(), run({ currentTarget: go })) },
    h('label', { htmlFor: 'find' }, text.findByName),
    h('div.together', input, go),
    found,
  );

  function card(user) {
    const face = avatar();
    face.update(user.userId, user.displayName);
    const clear = () => (put(found), (input.value = ''));
    const add = doing(async () => (await people.befriend(user.userId), clear()));
    const block = doing(async () => (await ask(text.blockUser(user.displayName), text.block)) && (await people.block(user.userId), clear()));
    const accept = doing(async () => (await people.accept(user.userId), clear()));
    const state = store.friends.get(user.userId)?.state;
    return h(
      'div.row',
      face.node,
      h('span.top', h('span.name', { dir: 'auto' }, user.displayName)),
      h('span.bottom', `@${user.username}`),
      h(
        'span.actions',
        state === 'incoming' && h('button.primary', { type: 'button', onclick: accept }, text.accept),
        state === undefined && h('button.primary', { type: 'button', onclick: add }, icon('plus'), text.add),
        !store.blocked.has(user.userId) && h('button', { type: 'button', onclick: block }, text.block),
      ),
    );
  }
}
