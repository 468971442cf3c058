import { keyed } from './dom.js';

/** So far beyond what is seen items are in the page already. */
const BEYOND_PX = 900;
/** The reader is at the end when no more than this is below. */
const NEAR_PX = 80;

/**
 * A long list of which only what is seen is in the page. Items have a `key`; heights are estimated until an item was
 * shown once, and then known. Whatever changes above, what the reader looks at stays where it is; who is at the end
 * stays at the end. An item that is `passing`, such as a line between others, may stand elsewhere next time: the
 * reader's place is not reckoned from it while anything else is seen. A last item that says `more` is not the end.
 *
 * @param scroll the element that scrolls; `list`, its only child in the flow, holds the items
 * @param make makes an item's view `{node, update(item)}`, whose node has no margins
 * @param estimate the height of an item that was never shown
 * @param onMove is called when what is seen may have changed
 */
export class VirtualList {
  #scroll;
  #list;
  #make;
  #estimate;
  #onMove;
  #items = [];
  #index = new Map();
  #heights = new Map();
  #offsets = new Float64Array(1);
  #shown = [0, 0];
  #width = 0;
  #frame = 0;
  #sizes = new ResizeObserver((entries) => this.#resized(entries));
  atEnd = true;

  constructor({ scroll, list, make, estimate, onMove }) {
    this.#scroll = scroll;
    this.#list = list;
    this.#make = make;
    this.#estimate = estimate;
    this.#onMove = onMove;
    scroll.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#sizes.observe(scroll);
  }

  get items() {
    return this.#items;
  }

  /** Takes the items as they are now. */
  set(items) {
    const anchors = this.#anchors();
    this.#items = items;
    this.#index = new Map(items.map((item, i) => [item.key, i]));
    if (this.#heights.size > 2 * items.length + 1000) this.#forget();
    this.#lay();
    if (this.atEnd) this.toEnd();
    else this.#keep(anchors);
  }

  /** The last item that is wholly seen, or fills the view; undefined where nothing is. */
  get lastSeen() {
    const bottom = this.#scroll.scrollTop + this.#scroll.clientHeight;
    const at = this.#at(bottom);
    const whole = this.#offsets[at + 1] <= bottom + 1 || this.#offsets[at] <= this.#scroll.scrollTop;
    return this.#items[whole ? at : at - 1];
  }

  /** The first item of which something is seen. */
  get firstSeen() {
    return this.#items[this.#at(this.#scroll.scrollTop)];
  }

  toEnd() {
    this.atEnd = true;
    // Twice, because what comes into view there may be higher or lower than was thought.
    for (let i = 0; i < 2; i++) {
      this.#scroll.scrollTop = this.#scroll.scrollHeight;
      this.#render();
    }
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#onMove();
  }

  /** Brings an item into view, `where` of the view's height from its top; false if there is none of that key. */
  toKey(key, where = 0.4) {
    if (!this.#index.has(key)) return false;
    this.atEnd = false;
    for (let i = 0; i < 3; i++) {
      const at = this.#index.get(key);
      const room = Math.max(0, this.#scroll.clientHeight - (this.#offsets[at + 1] - this.#offsets[at]));
      this.#scroll.scrollTop = this.#offsets[at] - room * where;
      this.#render();
    }
    this.#settle();
    return true;
  }

  /** The node of an item, while it is in the page. */
  nodeOf(key) {
    return this.#list.views?.get(key)?.node;
  }

  close() {
    this.#sizes.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #scrolled() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
      this.#settle();
    });
  }

  #settle() {
    const below = this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight;
    this.atEnd = below < NEAR_PX && !this.#items.at(-1)?.more;
    this.#onMove();
  }

  /** Puts into the page what belongs there, and measures what is new, until nothing moves any more. */
  #render() {
    for (let round = 0; round < 4; round++) {
      const top = this.#scroll.scrollTop;
      const from = this.#at(top - BEYOND_PX);
      const to = Math.min(this.#items.length, this.#at(top + this.#scroll.clientHeight + BEYOND_PX) + 1);
      const focused = this.#list.contains(document.activeElement);
      const fresh = keyed(this.#list, this.#items.slice(from, to), keyOf, (item) => this.#view(item));
      this.#shown = [from, to];
      this.#pad();
      // Who was on an item that has left goes on scrolling from where it was.
      if (focused && !this.#list.contains(document.activeElement)) this.#scroll.focus({ preventScroll: true });
      fresh.forEach(({ node, key }) => {
        node.itemKey = key;
        this.#sizes.observe(node);
      });
      if (!this.#measure(fresh)) return;
    }
  }

  /** A view that is drawn anew only for another item: scrolling alone changes none. */
  #view(first) {
    const { node, update } = this.#make(first);
    let drawn;
    return {
      node,
      key: first.key,
      update(item) {
        if (item !== drawn) update((drawn = item));
      },
    };
  }

  #measure(views) {
    let changed = false;
    for (const { node, key } of views) changed = this.#height(key, heightOf(node)) || changed;
    if (changed) this.#again();
    return changed;
  }

  /** Heights have changed: lays everything anew around what is looked at. */
  #again() {
    const anchors = this.#anchors();
    this.#lay();
    this.#pad();
    if (this.atEnd) this.#scroll.scrollTop = this.#scroll.scrollHeight;
    else this.#hold(anchors);
  }

  #resized(entries) {
    let changed = false;
    for (const { target } of entries) {
      if (target !== this.#scroll) {
        if (target.isConnected) changed = this.#height(target.itemKey, heightOf(target)) || changed;
        else this.#sizes.unobserve(target);
      } else if (target.clientWidth !== this.#width) {
        // Other line breaks: what is not in the page has to be thought anew.
        if (this.#width) this.#forget();
        this.#width = target.clientWidth;
        changed = true;
      } else {
        changed = true;
      }
    }
    if (!changed) return;
    const wasAtEnd = this.atEnd;
    this.#again();
    this.#render();
    if (wasAtEnd) this.toEnd();
    else this.#onMove();
  }

  #height(key, height) {
    if (height === 0 || this.#heights.get(key) === height) return false;
    this.#heights.set(key, height);
    return true;
  }

  /** Forgets the heights of all that is not in the page. */
  #forget() {
    const shown = new Set(this.#list.views?.keys());
    for (const key of this.#heights.keys()) if (!shown.has(key)) this.#heights.delete(key);
  }

  #lay() {
    const offsets = new Float64Array(this.#items.length + 1);
    for (let i = 0; i < this.#items.length; i++) {
      const item = this.#items[i];
      offsets[i + 1] = offsets[i] + (this.#heights.get(item.key) ?? this.#estimate(item));
    }
    this.#offsets = offsets;
  }

  #pad() {
    const [from, to] = this.#shown;
    this.#list.style.paddingTop = `${this.#offsets[from]}px`;
    this.#list.style.paddingBottom = `${this.#offsets[this.#items.length] - this.#offsets[Math.min(to, this.#items.length)]}px`;
  }

  /** What is seen, and where: the first of it that is still there holds the view. */
  #anchors() {
    const top = this.#scroll.scrollTop;
    const from = this.#at(top);
    const to = Math.min(this.#items.length, this.#at(top + this.#scroll.clientHeight) + 1);
    const seen = this.#items.slice(from, to).map(({ key, passing }, i) => ({ key, passing, below: this.#offsets[from + i] - top }));
    return [...seen.filter(({ passing }) => !passing), ...seen.filter(({ passing }) => passing)];
  }

  #keep(anchors) {
    this.#shown = this.#shown.map((at) => Math.min(at, this.#items.length));
    this.#pad();
    this.#hold(anchors);
    this.#render();
    // Where the page was too short for it before.
    this.#hold(anchors);
    this.#settle();
  }

  #hold(anchors) {
    const anchor = anchors.find(({ key }) => this.#index.has(key));
    if (anchor) this.#scroll.scrollTop = this.#offsets[this.#index.get(anchor.key)] - anchor.below;
  }

  /** The item that stands at that height. */
  #at(y) {
    let low = 0;
    let high = this.#items.length;
    while (low < high - 1) {
      const middle = (low + high) >> 1;
      if (this.#offsets[middle] <= y) low = middle;
      else high = middle;
    }
    return low;
  }
}

const keyOf = (item) => item.key;

/** To a fraction of a pixel: over a page of items rounded heights would be a line out. */
const heightOf = (node) => node.getBoundingClientRect().height;
