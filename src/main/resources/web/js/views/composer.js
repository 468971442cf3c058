import { text } from '../text.js';
import { h, icon, say } from './dom.js';

const MOST_CHARACTERS = 100_000;

/** Where messages are written. Enter sends, Shift+Enter makes a line; on a touch keyboard Enter makes a line. */
export function composer({ onType, onSend }) {
  const tooLong = h('p.error', { role: 'alert' });
  const input = h('textarea', { id: 'composer', rows: 1, placeholder: text.writeHere, ariaLabel: text.writeHere, enterKeyHint: 'enter', oninput, onkeydown });
  const button = h('button.round.primary', { type: 'submit', title: text.send, ariaLabel: text.send, disabled: true }, icon('send'));
  const node = h('form.composer', { onsubmit: (event) => (event.preventDefault(), send()) }, tooLong, input, button);
  return { node, focus: () => input.focus() };

  function oninput() {
    const over = excess(input.value);
    say(tooLong, over > 0 ? text.tooLong(over) : '');
    button.disabled = input.value.trim() === '' || over > 0;
    grow();
    if (input.value) onType();
  }

  function onkeydown(event) {
    // While a syllable or a candidate is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    send();
  }

  function send() {
    if (button.disabled) return;
    const body = input.value;
    input.value = '';
    oninput();
    input.focus();
    onSend(body);
  }

  function grow() {
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
  }
}

/** How many characters (code points, as the server counts) there are too many. */
function excess(body) {
  return body.length <= MOST_CHARACTERS ? 0 : [...body].length - MOST_CHARACTERS;
}
