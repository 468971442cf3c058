import { text } from '../../text/index.js';
import { h, put } from '../parts/dom.js';
import { icon } from '../parts/icon.js';
import { doing, notice } from '../parts/telling.js';

/** Turns being woken on and off; what is true of it stands on it, and is told after a click. */
export function bellButton({ bell }) {
  const button = h('button.round.bell', { type: 'button', ariaLabel: text.notifications, onclick: doing(toggle) });
  bell.addEventListener('change', show);
  show();
  return button;

  async function toggle() {
    if (bell.state === 'on') await bell.turnOff();
    else if (bell.state === 'off' || bell.state === 'none') await bell.turnOn();
    notice(text.bell[bell.state]);
  }

  function show() {
    const on = bell.state === 'on';
    button.ariaPressed = String(on);
    button.dataset.state = bell.state;
    button.title = text.bell[bell.state];
    put(button, icon(on ? 'bell' : 'belloff'));
  }
}
