import { reason, text } from '../../text/index.js';
import { briefly, momentOf } from '../../text/time.js';
import { languageOf } from '../conversation/body.js';
import { avatar } from '../parts/avatar.js';
import { h, hearing, keyed, put, say } from '../parts/dom.js';
import { announce } from '../parts/telling.js';

/** So many code points of a message are shown, and so many of them before its first mark. */
const SHOWN = 240;
const BEFORE = 40;

/**
 * Messages that were found, newest first, one page after the other as one scrolls. `ask(before)` promises
 * `{hits: [{message, highlights}], next?}`; `open(channelId, seq)` jumps to one. What went wrong is told where the
 * next page would stand.
 */
export function hitList(chat, { label, open, ask, nothing }) {
  const { store, connection } = chat;
  const rows = h('ol.rows.hits', { ariaLabel: label, onkeydown });
  const status = h('p.plain', { role: 'status' });
  const again = h('button', { type: 'button', onclick: () => more() }, text.retry);
  const end = h('div.end', status, again);
  const node = h('div', rows, end);
  let hits = [];
  let next;
  let round = 0;
  let phase = 'idle';
  const watch = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && phase === 'more' && more());
  hearing([
    [store, 'users', render],
    [store, 'channels', render],
    [connection, 'phase', () => connection.online && phase === 'failed' && more()],
  ]);
  enter('idle', '');
  return { node, begin, clear, add, first: () => rows.querySelector('a') };

  /** Asks from the newest on. What is shown stays until there is something else. */
  function begin() {
    round++;
    next = undefined;
    return more();
  }

  function clear(words = '') {
    round++;
    hits = [];
    next = undefined;
    render();
    enter('idle', words);
  }

  /** Another one has come, newer than all. */
  function add(hit) {
    hits = [hit, ...hits.filter((each) => keyOf(each) !== keyOf(hit))];
    render();
    if (phase === 'done') enter('done', '');
  }

  async function more() {
    const mine = round;
    const from = next;
    if (from !== undefined || !hits.length) enter('loading', text.loading);
    try {
      const answer = await ask(from);
      if (mine !== round) return;
      next = answer.next;
      hits = from === undefined ? answer.hits : [...hits, ...answer.hits];
      chat.people.meet(new Set(answer.hits.map(({ message }) => message.senderId)));
      render();
      if (next !== undefined) enter('more', '');
      else enter('done', hits.length ? '' : nothing());
      if (hits.length) announce(text.hits(hits.length, next !== undefined));
    } catch (error) {
      if (mine !== round) return;
      if (from === undefined) hits = [];
      render();
      enter('failed', why(error));
      if (!error.code) throw error;
    }
  }

  function why(error) {
    if (!connection.online || error.code === 'network' || error.code === 'timeout') return text.searchOffline;
    return error.code === 'not_found' || error.code === 'unavailable' ? text.searchUnavailable : reason(error);
  }

  function enter(now, words) {
    phase = now;
    watch.unobserve(end);
    // Anew each time: an end that is still in view after a page would not be told of.
    if (now === 'more') watch.observe(end);
    say(status, words);
    status.hidden = words === '';
    again.hidden = now !== 'failed';
    rows.ariaBusy = String(now === 'loading');
  }

  function render() {
    keyed(rows, hits, keyOf, row);
  }

  function row({ message }) {
    const { channelId, senderId, seq, sentAt, body } = message;
    const face = avatar();
    const where = h('span.name', { dir: 'auto' });
    const when = h('time', { dateTime: sentAt, title: momentOf(sentAt) }, briefly(sentAt));
    const who = h('span.by', { dir: 'auto' });
    const words = h('span.words', { dir: 'auto', lang: languageOf(body) });
    const onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(channelId, seq);
    };
    const link = h('a.row', { href: `#/c/${encodeURIComponent(channelId)}/${seq}`, onclick }, face.node, h('span.top', where, when), h('span.excerpt', who, words));
    let drawn;
    return {
      node: h('li', { 'data-hit': `${channelId}/${seq}` }, link),
      update(hit) {
        const channel = store.channels.get(channelId);
        const mine = senderId === store.me.userId;
        face.update(senderId, store.nameOf(senderId));
        say(where, channel ? store.titleOf(channel) : store.nameOf(senderId));
        say(who, mine || channel?.kind === 'group' ? `${mine ? text.you : store.nameOf(senderId)}: ` : '');
        if (hit !== drawn) put(words, ...excerpt(body, (drawn = hit).highlights));
      },
    };
  }

  /** Arrow keys go from line to line. */
  function onkeydown(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    const links = [...rows.querySelectorAll('a')];
    links[links.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  }
}

const keyOf = ({ message: { channelId, seq } }) => `${channelId} ${seq}`;

/** The words around what was found, which is marked. Highlights count code points. */
function excerpt(body, highlights) {
  const points = [...body];
  const found = [...highlights].sort((a, b) => a.start - b.start);
  const first = found[0]?.start ?? 0;
  const from = first > BEFORE + 20 ? first - BEFORE : 0;
  const to = Math.min(points.length, from + SHOWN);
  const nodes = [from > 0 && '…'];
  let at = from;
  for (const { start, end } of found) {
    const [begins, ends] = [Math.max(start, at), Math.min(end, to)];
    if (begins >= ends) continue;
    nodes.push(points.slice(at, begins).join(''), h('mark', points.slice(begins, ends).join('')));
    at = ends;
  }
  return [...nodes, points.slice(at, to).join(''), to < points.length && '…'];
}
