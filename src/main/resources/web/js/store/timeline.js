/** So many messages are held of a channel that is looked at; the others lie in the cache. */
const MOST = 1_000;

/**
 * The messages of a channel that the page holds: one run without holes, ascending, a window on what may be millions.
 * Because a channel counts its messages 1, 2, 3 …, what is missing is known without asking.
 */
export class Timeline {
  messages = [];
  /** Something is being fetched: `before`, `after` or both. */
  loading = new Set();

  get first() {
    return this.messages[0]?.seq ?? 0;
  }

  get last() {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get empty() {
    return this.messages.length === 0;
  }

  get hasBefore() {
    return this.first > 1;
  }

  /** There are later messages, `head` being the channel's latest. */
  hasAfter(head) {
    return this.last < head;
  }

  has(seq) {
    return !this.empty && seq >= this.first && seq <= this.last;
  }

  at(seq) {
    return this.has(seq) ? this.messages[seq - this.first] : undefined;
  }

  /** Takes one message where it belongs to the run, at its end or in it; false where it does not. */
  put(message) {
    if (this.has(message.seq)) this.messages[message.seq - this.first] = message;
    else if (this.empty || message.seq === this.last + 1) this.messages.push(message);
    else return false;
    return true;
  }

  /** The run stands next to what is here, or overlaps it. */
  meets(run) {
    return this.empty || (run[0].seq <= this.last + 1 && run.at(-1).seq >= this.first - 1);
  }

  /**
   * Takes a run: joined to the one that is there where they meet, else in its place. What is too much then is let go
   * of at the other end.
   */
  take(run) {
    if (run.length === 0) return;
    if (this.empty || !this.meets(run)) {
      this.messages = run.slice();
      return;
    }
    const [from, to] = [run[0].seq, run.at(-1).seq];
    const before = from < this.first ? run.slice(0, this.first - from) : [];
    const after = to > this.last ? run.slice(this.last + 1 - from) : [];
    const all = [...before, ...this.messages, ...after];
    this.messages = after.length ? all.slice(-MOST) : all.slice(0, MOST);
  }

  /** Lets go of all but the latest. */
  shorten(most = MOST) {
    if (this.messages.length > most) this.messages = this.messages.slice(-most);
  }
}
