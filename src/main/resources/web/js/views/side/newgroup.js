import { text } from '../../text/index.js';
import { h } from '../parts/dom.js';
import { dialog, doing } from '../parts/telling.js';

/** Asks for a name and for members, and makes a group of them. */
export function newGroup(chat, open) {
  const name = h('input', { id: 'group-name', maxLength: 100, required: true, autocomplete: 'off' });
  const friends = [...chat.store.friends.values()].filter((friend) => friend.state === 'friends');
  const choices = friends.map(({ user }) =>
    h('label.choice', h('input', { type: 'checkbox', value: user.userId }), h('span', { dir: 'auto' }, user.displayName), h('small', `@${user.username}`)),
  );
  const create = h('button.primary', { type: 'submit' }, text.create);
  const run = doing(async () => {
    const chosen = [...node.querySelectorAll('input:checked')].map((box) => box.value);
    const channelId = await chat.rooms.makeGroup(name.value.trim(), chosen);
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
