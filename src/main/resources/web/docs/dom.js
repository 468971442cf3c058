/** Makes an element. `spec` is "tag" or "tag.class.class"; children are nodes or text, empty ones are left out. */
export function h(spec, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== ''));
  return element;
}

export function link(href, ...children) {
  const a = h('a', ...children);
  a.href = href;
  return a;
}

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*/g;
const PAGES = { '/openapi.yaml': 1, '/asyncapi.yaml': 1, '/docs/api': 1, '/docs/sockets': 1 };

/** One line of a description: `code` and **weight** are the only marks it uses. */
export function inline(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, match.index));
    const code = match[1] && h('code', match[1]);
    nodes.push(code ? (PAGES[match[1]] ? link(match[1], code) : code) : h('strong', match[2]));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes;
}

/** A description: paragraphs with blank lines between, and blocks of code between ``` lines. */
export function prose(text) {
  if (!text) return [];
  return text
    .split('```')
    .flatMap((part, i) =>
      i % 2
        ? [h('pre', h('code', part.replace(/^\w*\n/, '').trimEnd()))]
        : part
            .split(/\n\s*\n/)
            .filter((paragraph) => paragraph.trim())
            .map((paragraph) => h('p', inline(paragraph.trim().replace(/\n/g, ' ')))),
    );
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** A value as JSON, its keys and texts in colours. */
export function json(value) {
  const text = pretty(value, '');
  const code = h('code');
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    code.append(text.slice(at, match.index));
    const kind = match[2] ? 'key' : match[1] ? 'text' : 'literal';
    code.append(h('span.' + kind, match[1] ?? match[0]), match[2] ?? '');
    at = match.index + match[0].length;
  }
  code.append(text.slice(at));
  return h('pre', code);
}

/** Like JSON.stringify, but what fits stays on one line. */
function pretty(value, indent) {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/([[{]) (?=[\]}])/g, '$1');
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= 64) return flat;
  const deeper = indent + '  ';
  const parts = Array.isArray(value)
    ? value.map((item) => deeper + pretty(item, deeper))
    : Object.entries(value).map(([key, item]) => `${deeper}${JSON.stringify(key)}: ${pretty(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}
