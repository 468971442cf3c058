import { reason, text } from '../../text/index.js';
import { h } from './dom.js';

let hiding;

/** Tells something that went wrong, or was done, for a while. */
export function notice(words) {
  const place = document.getElementById('notice');
  place.textContent = words;
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.textContent = ''), 6_000);
}

/** Speaks to a screen reader only. */
export function announce(words) {
  document.getElementById('live').textContent = words;
}

/** Puts words on the clipboard, and tells so. */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Refused, or none: it is there on secure origins only.
    const field = h('textarea.unseen', { value: words, ariaHidden: 'true' });
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (!copied) return;
  }
  notice(text.copied);
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
