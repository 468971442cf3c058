import { briefly } from '../../text/time.js';
import { text } from '../../text/index.js';
import { h, say } from './dom.js';

const HUES = 8;

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

/** A presence light in words, for those who do not see it. */
export function whereabouts(store, userId) {
  if (store.isOnline(userId)) return text.online;
  const seen = store.presence.get(userId)?.lastActiveAt;
  return seen ? text.lastSeen(briefly(seen)) : text.offline;
}

/** A count, where there is something to count. */
export function badge(count) {
  return count > 0 && h('span.badge', { title: text.unread(count) }, count > 99 ? '99+' : String(count));
}

function hue(id) {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0;
  return String(((sum ^ (sum >>> 13)) >>> 0) % HUES);
}
