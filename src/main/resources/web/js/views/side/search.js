import { text } from '../../text/index.js';
import { h, put } from '../parts/dom.js';
import { hitList } from './hits.js';

const PAUSE_MS = 250;

/** The address of the search in one channel. */
export const searchPlace = (channelId) => `#/search/${encodeURIComponent(channelId)}`;

/** Finds messages again: in one channel, or in all. What is being composed is looked for too, but sends nothing. */
export function search(chat, open) {
  const { store } = chat;
  const input = h('input', { id: 'search', type: 'search', placeholder: text.searchMessages, ariaLabel: text.searchMessages, maxLength: 200, autocomplete: 'off', enterKeyHint: 'search', oninput, onkeydown });
  const scope = h('select', { id: 'search-in', ariaLabel: text.searchIn, onchange: run });
  const hits = hitList(chat, {
    label: text.found,
    open,
    ask: (before) => chat.api.search(asked, { channelId: scope.value || undefined, before }),
    nothing: () => text.nothingFound(asked),
  });
  const node = h('div', h('div.finder.searching', { role: 'search' }, input, scope), hits.node);
  let asked = '';
  let waiting;
  store.addEventListener('channels', offer);
  offer();
  hits.clear(text.searchHint);
  return {
    node,
    focus: () => (input.focus(), input.select()),
    /** Looks in that channel; in all if it is none of mine. */
    within(channelId) {
      if (scope.value === channelId) return;
      scope.value = channelId;
      if (scope.selectedIndex < 0) scope.value = '';
      if (asked) run();
    },
  };

  /** The channels there are, latest activity first. */
  function offer() {
    const chosen = scope.value;
    const titled = store.channelsByActivity().filter(({ lastMessage }) => lastMessage);
    const options = titled.map((channel) => [channel.channelId, store.titleOf(channel)]);
    const now = JSON.stringify(options);
    if (scope.dataset.offered === now) return;
    scope.dataset.offered = now;
    put(scope, ...[['', text.allChats], ...options].map(([value, words]) => h('option', { value }, words)));
    scope.value = chosen;
    if (scope.selectedIndex < 0) scope.value = '';
  }

  function oninput() {
    clearTimeout(waiting);
    waiting = setTimeout(() => input.value.trim() !== asked && run(), PAUSE_MS);
  }

  function run() {
    clearTimeout(waiting);
    asked = input.value.trim();
    if (asked) hits.begin();
    else hits.clear(text.searchHint);
  }

  function onkeydown(event) {
    // While a syllable is being composed, every key belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') run();
    else if (event.key === 'ArrowDown') hits.first()?.focus();
    else return;
    event.preventDefault();
  }
}
