import { reason, text } from '../text.js';
import { h, iconButton, keyed, say } from './dom.js';
import { ask, avatar, dialog, doing, notice, whereabouts } from './parts.js';

/** Asks for a name and for members, and makes a group of them. */
export function newGroup(chat, open) {
  const name = h('input', { id: 'group-name', maxLength: 100, required: true, autocomplete: 'off' });
  const friends = [...chat.store.friends.values()].filter((friend) => friend.state === 'friends');
  const choices = friends.map(({ user }) => h('label.choice', h('input', { type: 'checkbox', value: user.userId }), user.displayName, h('small', `@${user.username}`)));
  const create = h('button.primary', { type: 'submit' }, text.create);
  const run = doing(async () => {
    const chosen = [...node.querySelectorAll('input:checked')].map((box) => box.value);
    const channelId = await chat.makeGroup(name.value.trim(), chosen);
    node.close();
    open(channelId);
  });
  const onsubmit = (event) => {
    event.preventDefault();
    if (name.value.trim()) run({ currentTarget: create });
    else name.focus();
  };
  const node = dialog(
    text.newGroup,
    h(
      'form',
      { onsubmit },
      h('div.field', h('label', { htmlFor: name.id }, text.groupName), name),
      h('fieldset', h('legend', text.chooseMembers), choices.length ? choices : h('p.plain', text.noFriends)),
      h('div.actions', h('button', { type: 'button', onclick: () => node.close() }, text.cancel), create),
    ),
  );
}

/** Who is in a group and who of them is here, read when it opens and by hand; the owner changes it. */
export function groupInfo(chat, channelId) {
  const { store } = chat;
  const channel = () => store.channels.get(channelId);
  const me = store.me.userId;
  const name = h('input', { id: 'rename', maxLength: 100, autocomplete: 'off', value: channel().name });
  const save = h('button', { type: 'submit' }, text.save);
  const rename = doing(() => chat.rename(channelId, name.value.trim()));
  const renaming = h(
    'form',
    { onsubmit: (event) => (event.preventDefault(), name.value.trim() && rename({ currentTarget: save })) },
    h('div.field', h('label', { htmlFor: name.id }, text.groupName), h('div.together', name, save)),
  );
  const rows = h('ul.rows', { ariaLabel: text.chooseMembers });
  const newcomers = h('ul.rows', { ariaLabel: text.addMembers });
  const adding = h('section', h('h3', text.addMembers), newcomers);
  const count = h('h3');
  const refresh = iconButton('refresh', text.refresh, doing(() => chat.loadPresence(channelId)));
  const leave = doing(async () => {
    if (!(await ask(text.leaveGroup(channel().name), text.leave))) return;
    node.close();
    await chat.leave(channelId);
  });
  const node = dialog(
    channel().name,
    renaming,
    h('div.between', count, refresh),
    rows,
    adding,
    h('div.actions', h('button.danger', { type: 'button', onclick: leave }, text.leave), h('button', { type: 'button', autofocus: true, onclick: () => node.close() }, text.close)),
  );
  const topics = ['channels', 'users', 'presence', 'friends'];
  topics.forEach((topic) => store.addEventListener(topic, render));
  node.addEventListener('close', () => topics.forEach((topic) => store.removeEventListener(topic, render)));
  chat.meet(channel().memberIds);
  chat.loadPresence(channelId).catch((error) => notice(reason(error)));
  render();

  function render() {
    if (!channel()) return node.close();
    const { memberIds, ownerId } = channel();
    const mine = ownerId === me;
    say(node.querySelector('h2'), channel().name);
    say(count, text.members(memberIds.length));
    renaming.hidden = !mine;
    // The owner's rights come and go: a row is one with them, or one without.
    keyed(rows, memberIds, (userId) => `${userId} ${mine}`, (userId) => memberRow(userId, mine));
    const friends = [...store.friends.values()].filter(({ user, state }) => state === 'friends' && !memberIds.includes(user.userId));
    adding.hidden = !mine || friends.length === 0;
    keyed(newcomers, friends, ({ user }) => user.userId, newcomerRow);
  }

  function memberRow(userId, mine) {
    const remove = doing(async () => {
      if (await ask(text.removeMember(store.nameOf(userId)), text.remove)) await chat.removeMember(channelId, userId);
    });
    const face = avatar();
    const label = h('span.name');
    const below = h('span.last');
    const actions = h('span.actions', mine && userId !== me && h('button', { type: 'button', onclick: remove }, text.remove));
    return {
      node: h('li', { 'data-user': userId }, h('div.row', face.node, h('span.top', label), h('span.bottom', below), actions)),
      update() {
        const here = userId === me || store.isOnline(userId);
        face.update(userId, store.nameOf(userId), here);
        say(label, userId === me ? text.you : store.nameOf(userId));
        const where = userId === me ? text.online : whereabouts(store, userId);
        say(below, userId === channel().ownerId ? `${text.owner} · ${where}` : where);
      },
    };
  }

  function newcomerRow({ user }) {
    const face = avatar();
    face.update(user.userId, user.displayName, store.isOnline(user.userId));
    const add = doing(() => chat.addMember(channelId, user.userId));
    return {
      node: h(
        'li',
        { 'data-user': user.userId },
        h('div.row', face.node, h('span.top', h('span.name', user.displayName)), h('span.bottom', `@${user.username}`), h('span.actions', h('button', { type: 'button', onclick: add }, text.addMembers))),
      ),
      update() {},
    };
  }
}
