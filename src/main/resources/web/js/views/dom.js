/**
 * Makes an element: `h('button.primary', {onclick, ariaLabel}, 'Send')`. Text is only ever text; markup in it is
 * shown, not obeyed.
 */
export function h(spec, ...rest) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  const properties = isProperties(rest[0]) ? rest.shift() : {};
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  put(element, ...rest);
  return element;
}

/** Replaces what stands in an element; empty children are left out. */
export function put(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
}

/** Sets text only where it differs, so that a live region does not speak again. */
export function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/**
 * Makes an element's children those of `items`, keeping the nodes (and focus, and scroll) of those that stay.
 * `make(item)` returns `{node, update(item)}`.
 */
export function keyed(parent, items, keyOf, make) {
  const known = (parent.views ??= new Map());
  const keys = new Set();
  let at = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    keys.add(key);
    let view = known.get(key);
    if (!view) known.set(key, (view = make(item)));
    view.update(item);
    if (view.node === at) at = at.nextSibling;
    else parent.insertBefore(view.node, at);
  }
  for (const [key, view] of known) {
    if (keys.has(key)) continue;
    view.node.remove();
    known.delete(key);
  }
}

const PATHS = {
  chat: 'M4 5h16v11H11l-4.5 4v-4H4z',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12l16-8-6 16-3-7z',
  plus: 'M12 5v14M5 12h14',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  down: 'M12 5v14M6 13l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  refresh: 'M20 5v5h-5M4 19v-5h5M19 10a8 8 0 0 0-14-3M5 14a8 8 0 0 0 14 3',
};
const SVG = 'http://www.w3.org/2000/svg';

/** A line drawing; the button around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick) {
  return h('button.round', { type: 'button', title: label, ariaLabel: label, onclick }, icon(name));
}

function isProperties(value) {
  return typeof value === 'object' && value !== null && !(value instanceof Node) && !Array.isArray(value);
}
