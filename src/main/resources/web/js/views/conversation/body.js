import { h } from '../parts/dom.js';

/** Longer than this, in code units or lines, a message is folded. */
const FOLD_UNITS = 1_500;
const FOLD_LINES = 24;
/** The cut looks so far back for a space. */
const CUT_UNITS = 100;

/** What the server takes for a mention, and what begins like a link. */
const SIGNS = /(?<![\p{L}\p{N}_.@])@([a-z0-9_.]{3,32})|\b([hH][tT][tT][pP][sS]?:\/\/[^\s<>"“”«»]+)/gu;
const AFTER_LINK = /[.,;:!?'’)\]}…。、]+$/u;
const JUMBO = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f|\s){1,14}$/u;

/** A body as nodes: text, links of http and https, and names of those it mentions. Never markup. */
export function bodyNodes(body, nameOf) {
  const nodes = [];
  let from = 0;
  for (const found of body.matchAll(SIGNS)) {
    const node = found[1] ? mention(found[1], nameOf) : link(found[2]);
    if (!node) continue;
    if (found.index > from) nodes.push(body.slice(from, found.index));
    nodes.push(node);
    from = found.index + node.textContent.length;
  }
  if (from < body.length) nodes.push(body.slice(from));
  return nodes;
}

/**
 * The language that a body's script tells, for fonts and voices, or ''. With a font that has the script's own spaces
 * a long text is laid out in a fraction of the time.
 */
export function languageOf(body) {
  const begun = body.slice(0, 500);
  if (/\p{Script=Hangul}/u.test(begun)) return 'ko';
  return /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(begun) ? 'ja' : '';
}

/** A few emoji and nothing else. */
export const isJumbo = (body) => body.length <= 40 && JUMBO.test(body) && body.trim() !== '';

/** Where a long body is cut until it is unfolded; undefined for one that is shown whole. */
export function foldAt(body) {
  let lines = 0;
  for (let at = body.indexOf('\n'); at >= 0 && at < FOLD_UNITS; at = body.indexOf('\n', at + 1)) {
    if (++lines === FOLD_LINES) return at;
  }
  if (body.length <= FOLD_UNITS + CUT_UNITS) return undefined;
  const head = body.slice(0, FOLD_UNITS);
  const space = head.search(/\s\S*$/u);
  if (space > FOLD_UNITS - CUT_UNITS) return space;
  // Not through the middle of a character.
  return FOLD_UNITS - (/[\ud800-\udbff]$/.test(head) ? 1 : 0);
}

function mention(name, nameOf) {
  for (let known = name; known.length >= 3; known = known.slice(0, -1)) {
    const who = nameOf(known);
    if (who) return h(who.me ? 'span.mention.to-me' : 'span.mention', { title: who.displayName }, `@${known}`);
    if (!known.endsWith('.')) return null;
  }
  return null;
}

function link(words) {
  let address = words.replace(AFTER_LINK, '');
  // A bracket belongs to the link that opened it.
  const opened = (sign) => address.split(sign).length;
  if (words[address.length] === ')' && opened('(') > opened(')')) address += ')';
  const url = parse(address);
  if (!url) return null;
  return h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow ugc', referrerPolicy: 'no-referrer', title: url.href }, address);
}

function parse(address) {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
  } catch {
    return null;
  }
}
