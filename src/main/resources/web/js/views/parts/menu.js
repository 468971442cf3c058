import { h } from './dom.js';
import { iconButton } from './icon.js';

const EDGE_PX = 8;

/**
 * A button that opens a menu: arrow keys move in it, Escape and a click elsewhere close it, and the focus comes back.
 * `choices()` returns `[{label, action, danger?}]` at the moment it is opened.
 */
export function menuButton(label, choices, name = 'more') {
  const button = iconButton(name, label, () => (button.ariaExpanded === 'true' ? close() : open()));
  button.ariaHasPopup = 'menu';
  button.ariaExpanded = 'false';
  let menu = null;
  return button;

  function open() {
    const items = choices().map(({ label: words, action, danger }) =>
      h(danger ? 'button.danger' : 'button', { type: 'button', role: 'menuitem', tabIndex: -1, onclick: () => (close(), action({ currentTarget: button })) }, words),
    );
    menu = h('div.menu', { role: 'menu', ariaLabel: label, onkeydown }, items);
    // In its part of the page; an open dialog is above everything else.
    button.closest('dialog, .conversation, .side').append(menu);
    place();
    button.ariaExpanded = 'true';
    items[0]?.focus();
    addEventListener('pointerdown', elsewhere, true);
    addEventListener('scroll', scrolled, true);
    addEventListener('resize', close);
  }

  function place() {
    const at = button.getBoundingClientRect();
    const size = menu.getBoundingClientRect();
    const below = at.bottom + size.height + EDGE_PX < innerHeight;
    menu.style.top = `${below ? at.bottom + 4 : Math.max(EDGE_PX, at.top - size.height - 4)}px`;
    menu.style.left = `${Math.max(EDGE_PX, Math.min(at.right - size.width, innerWidth - size.width - EDGE_PX))}px`;
  }

  function close() {
    if (!menu) return;
    const inside = menu.contains(document.activeElement);
    menu.remove();
    menu = null;
    button.ariaExpanded = 'false';
    if (inside) button.focus();
    removeEventListener('pointerdown', elsewhere, true);
    removeEventListener('scroll', scrolled, true);
    removeEventListener('resize', close);
  }

  /** It stands where its button was. */
  function scrolled({ target }) {
    if (target.contains(button)) close();
  }

  function elsewhere(event) {
    if (!menu.contains(event.target) && !button.contains(event.target)) close();
  }

  function onkeydown(event) {
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length).focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
