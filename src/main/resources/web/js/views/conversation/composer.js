import { text } from '../../text/index.js';
import { enterSends } from '../settings/choices.js';
import { h, say } from '../parts/dom.js';
import { icon } from '../parts/icon.js';
import { languageOf } from './body.js';
import { completion } from './completion.js';

const MOST_CHARACTERS = 100_000;
const DRAFT_MS = 300;
const LONG_UNITS = 4_000;

/**
 * Where messages are written. Enter sends, Shift+Enter makes a line; on a touch keyboard, or by the user's choice,
 * Enter makes a line. A composition in progress is never sent.
 */
export function composer({ title, draft, candidates, onType, onDraft, onSend }) {
  const tooLong = h('p.error', { role: 'alert' });
  const input = h('textarea', { id: 'composer', rows: 1, dir: 'auto', placeholder: text.writeHere(title), ariaLabel: text.writeTo(title), enterKeyHint: 'enter', value: draft, onbeforeinput, oninput, onkeydown, onblur: keep });
  const button = h('button.round.primary', { type: 'submit', title: text.send, ariaLabel: text.send, disabled: true }, icon('send'));
  const mentions = completion(input, candidates, oninput);
  const node = h('form.composer', { onsubmit: (event) => (event.preventDefault(), send()) }, tooLong, mentions.node, input, button);
  let keeping = null;
  check();
  return {
    node,
    focus: () => input.focus(),
    grow,
    /** Puts words where the caret is. */
    insert(words) {
      input.focus();
      input.setRangeText(words, input.selectionStart, input.selectionEnd, 'end');
      oninput();
    },
    /** Another tab has changed the draft. */
    take(words) {
      if (input.value === words || document.activeElement === input) return;
      input.value = words;
      check();
    },
    close: keep,
  };

  /** A long text that is pasted comes into the right font at once. */
  function onbeforeinput({ data }) {
    if (data?.length > LONG_UNITS) input.lang = languageOf(data);
  }

  function oninput() {
    check();
    mentions.look();
    clearTimeout(keeping);
    keeping = setTimeout(keep, DRAFT_MS);
    if (input.value) onType();
  }

  function check() {
    input.lang = languageOf(input.value);
    const over = excess(input.value);
    say(tooLong, over > 0 ? text.tooLong(over) : '');
    button.disabled = input.value.trim() === '' || over > 0;
    grow();
  }

  function onkeydown(event) {
    // While a syllable or a candidate is being composed, every key belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    if (mentions.key(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    const touch = matchMedia('(pointer: coarse)').matches;
    if (!(event.ctrlKey || event.metaKey) && (touch || !enterSends())) return;
    event.preventDefault();
    send();
  }

  function send() {
    if (button.disabled) return;
    const body = input.value;
    clearTimeout(keeping);
    input.value = '';
    mentions.close();
    check();
    input.focus();
    onSend(body);
  }

  function keep() {
    clearTimeout(keeping);
    onDraft(input.value.trim() === '' ? '' : input.value);
  }

  function grow() {
    // It is as high as it may be then, and to measure a book takes seconds.
    if (input.value.length > LONG_UNITS) return (input.style.height = '100dvh');
    input.style.height = 'auto';
    if (input.scrollHeight) input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
  }
}

/** How many characters (code points, as the server counts) there are too many. */
function excess(body) {
  return body.length <= MOST_CHARACTERS ? 0 : [...body].length - MOST_CHARACTERS;
}
