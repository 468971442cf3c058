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
 * `make(item)` returns `{node, update(item)}`. Returns the views that are new.
 */
export function keyed(parent, items, keyOf, make) {
  const known = (parent.views ??= new Map());
  const keys = new Set(items.map(keyOf));
  for (const [key, view] of known) {
    if (keys.has(key)) continue;
    view.node.remove();
    known.delete(key);
  }
  const fresh = [];
  let at = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    let view = known.get(key);
    if (!view) {
      known.set(key, (view = make(item)));
      fresh.push(view);
    }
    view.update(item);
    if (view.node === at) at = at.nextSibling;
    else parent.insertBefore(view.node, at);
  }
  return fresh;
}

/** Hears topics of several sources until it is called again: `[[source, topic, hear], …]`. */
export function hearing(pairs) {
  for (const [source, topic, hear] of pairs) source.addEventListener(topic, hear);
  return () => {
    for (const [source, topic, hear] of pairs) source.removeEventListener(topic, hear);
  };
}

function isProperties(value) {
  return typeof value === 'object' && value !== null && !(value instanceof Node) && !Array.isArray(value);
}
