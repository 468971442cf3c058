import { text } from '../../text/index.js';
import { avatar } from '../parts/avatar.js';
import { h, put } from '../parts/dom.js';

const MOST = 6;
const BEGUN = /(?:^|[^\p{L}\p{N}_.@])@([\p{L}\p{N}_.]{0,32})$/u;

/**
 * Completes `@` and the beginning of a name, in a list below the field's focus: arrow keys choose, Enter and Tab take,
 * Escape closes. `candidates()` returns the users who may be meant.
 */
export function completion(input, candidates, changed) {
  const list = h('ul.completion', { id: 'completion', role: 'listbox', ariaLabel: text.people, hidden: true });
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  let found = [];
  let at = 0;
  return { node: list, look, key, close };

  function look() {
    const begun = input.selectionStart === input.selectionEnd && BEGUN.exec(input.value.slice(0, input.selectionStart))?.[1];
    if (begun === undefined || begun === false) return close();
    const words = begun.toLocaleLowerCase();
    const fits = ({ username, displayName }) => username.startsWith(words) || displayName.toLocaleLowerCase().includes(words);
    found = candidates().filter(fits).slice(0, MOST);
    at = 0;
    show(begun.length);
  }

  function show(begun) {
    list.hidden = found.length === 0;
    put(list, ...found.map((user, i) => option(user, i, begun)));
    mark();
  }

  function option(user, i, begun) {
    const face = avatar();
    face.update(user.userId, user.displayName);
    // Not a click, for which the field would lose the focus first.
    const onpointerdown = (event) => (event.preventDefault(), take(user, begun));
    return h('li', { id: `mention-${i}`, role: 'option', ariaSelected: 'false', onpointerdown }, face.node, h('span', { dir: 'auto' }, user.displayName), h('small', `@${user.username}`));
  }

  function mark() {
    [...list.children].forEach((node, i) => (node.ariaSelected = String(i === at)));
    if (list.hidden) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `mention-${at}`);
  }

  /** Takes a key if it is meant for the list. */
  function key(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + found.length) % found.length;
      mark();
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      take(found[at], BEGUN.exec(input.value.slice(0, input.selectionStart))?.[1].length ?? 0);
    } else if (event.key === 'Escape') {
      close();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function take({ username }, begun) {
    const caret = input.selectionStart;
    input.setRangeText(`${username} `, caret - begun, caret, 'end');
    close();
    changed();
  }

  function close() {
    found = [];
    list.hidden = true;
    mark();
  }
}
