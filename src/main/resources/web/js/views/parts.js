import { briefly, reason, text } from '../text.js';
import { h, say } from './dom.js';

/** A round sign for someone: the first letter of the name, in a colour that stays theirs. */
export function avatar() {
  const letter = h('span', { ariaHidden: 'true' });
  const light = h('i.light');
  const node = h('span.avatar', letter, light);
  return {
    node,
    /** `online` undefined: no light at all. */
    update(id, name, online) {
      say(letter, [...name][0]?.toUpperCase() ?? '');
      node.dataset.hue = hue(id);
      light.hidden = online === undefined;
      light.classList.toggle('on', online === true);
      light.title = online ? text.online : text.offline;
    },
  };
}

/** A presence light with its words for those who do not see it. */
export function whereabouts(store, userId) {
  if (store.isOnline(userId)) return text.online;
  const seen = store.presence.get(userId)?.lastActiveAt;
  return seen ? text.lastSeen(briefly(seen)) : text.offline;
}

/** A count, where there is something to count. */
export function badge(count) {
  return count > 0 && h('span.badge', { title: text.unread(count) }, count > 99 ? '99+' : String(count));
}

let hiding;

/** Tells something that went wrong, for a while. */
export function notice(words) {
  const place = document.getElementById('notice');
  place.textContent = words;
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.textContent = ''), 6_000);
}

/** An event handler whose promise may fail: it tells why, and the control is off meanwhile. */
export function doing(action) {
  return async (event) => {
    const control = event.currentTarget;
    if (control.disabled) return;
    control.disabled = true;
    try {
      await action(event);
    } catch (error) {
      notice(reason(error));
      if (!error.code) throw error;
    } finally {
      control.disabled = false;
    }
  };
}

/** A dialog that is shown at once and taken away when it closes. */
export function dialog(title, ...children) {
  const heading = h('h2', title);
  const node = h('dialog', { ariaLabel: title, onclose: () => node.remove() }, heading, ...children);
  document.body.append(node);
  node.showModal();
  return node;
}

/** Asks yes or no. */
export function ask(question, yes) {
  return new Promise((resolve) => {
    const answer = (value) => () => (resolve(value), node.close());
    const node = dialog(
      question,
      h('div.actions', h('button', { type: 'button', onclick: answer(false) }, text.cancel), h('button.danger', { type: 'button', onclick: answer(true) }, yes)),
    );
    node.classList.add('question');
    node.addEventListener('close', () => resolve(false));
  });
}

function hue(id) {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return String(sum % 8);
}
