import { reason, text } from '../../text/index.js';
import { avatar, whereabouts } from '../parts/avatar.js';
import { h, keyed, say } from '../parts/dom.js';
import { iconButton } from '../parts/icon.js';
import { ask, dialog, doing, notice } from '../parts/telling.js';

/** Who is in a group and who of them is here, read when it opens and by hand; the owner changes it. */
export function groupInfo(chat, channelId) {
  const { store, rooms, people } = chat;
  const channel = () => store.channels.get(channelId);
  const me = store.me.userId;
  const name = h('input', { id: 'rename', maxLength: 100, autocomplete: 'off', value: channel().name });
  const save = h('button', { type: 'submit' }, text.save);
  const rename = doing(() => rooms.rename(channelId, name.value.trim()));
  const renaming = h(
    'form',
    { onsubmit: (event) => (event.preventDefault(), name.value.trim() && rename({ currentTarget: save })) },
    h('div.field', h('label', { htmlFor: name.id }, text.groupName), h('div.together', name, save)),
  );
  const rows = h('ul.rows', { ariaLabel: text.chooseMembers });
  const newcomers = h('ul.rows', { ariaLabel: text.addMembers });
  const adding = h('section', h('h3', text.addMembers), newcomers);
  const count = h('h3');
  const refresh = iconButton('refresh', text.refresh, doing(() => rooms.loadPresence(channelId)));
  const leave = doing(async () => {
    if (await askToLeave(chat, channel())) node.close();
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
  people.meet(channel().memberIds);
  rooms.loadPresence(channelId).catch((error) => notice(reason(error)));
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
      if (await ask(text.removeMember(store.nameOf(userId)), text.letGo)) await rooms.removeMember(channelId, userId);
    });
    const face = avatar();
    const label = h('span.name', { dir: 'auto' });
    const below = h('span.last');
    const actions = h('span.actions', mine && userId !== me && h('button', { type: 'button', onclick: remove }, text.letGo));
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
    const add = doing(() => rooms.addMember(channelId, user.userId));
    return {
      node: h(
        'li',
        { 'data-user': user.userId },
        h('div.row', face.node, h('span.top', h('span.name', { dir: 'auto' }, user.displayName)), h('span.bottom', `@${user.username}`), h('span.actions', h('button', { type: 'button', onclick: add }, text.addMembers))),
      ),
      update() {},
    };
  }
}

/** Asks, and leaves the group; an owner is told who will own it then. Promises whether that was done. */
export async function askToLeave({ store, rooms }, { channelId, name, ownerId, memberIds }) {
  const heir = ownerId === store.me.userId && memberIds.find((userId) => userId !== ownerId);
  if (!(await ask(heir ? text.handOver(name, store.nameOf(heir)) : text.leaveGroup(name), text.leave))) return false;
  await rooms.leave(channelId);
  return true;
}
