import { text } from '../../text/index.js';
import { h } from '../parts/dom.js';
import { hitList } from './hits.js';

/** Where I was mentioned, newest first; read anew whenever it comes into view, and when there is another one. */
export function mentionList(chat, open) {
  const { store, api } = chat;
  const hits = hitList(chat, {
    label: text.mentions,
    open,
    ask: async (before) => {
      const { messages, next } = await api.mentions(before);
      return { hits: messages.map(hit), next };
    },
    nothing: () => text.noMentions,
  });
  const node = h('div', hits.node);
  store.addEventListener('mentioned', ({ detail }) => node.isConnected && hits.add(hit(detail)));
  return { node, shown: () => hits.begin() };

  /** With the places where my name stands, in code points. */
  function hit(message) {
    const { body } = message;
    const name = new RegExp(`@${store.me.username.replaceAll('.', '\\.')}(?![a-z0-9_])`, 'g');
    const highlights = [...body.matchAll(name)].map(({ 0: { length }, index }) => {
      const start = [...body.slice(0, index)].length;
      return { start, end: start + length };
    });
    return { message, highlights };
  }
}
