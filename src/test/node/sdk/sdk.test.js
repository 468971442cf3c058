// The laws of the page's client library, with a server that is made of answers. Run by SdkTest, which lays
// web/js/sdk beside this file.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Backoff, BoundedCache, ChatError, Connection, Mailbox, MemoryCache, Outbox, SharedConnection, Tabs } from './sdk/index.js';

/** Lets everything that is settled take effect. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

class Wire extends EventTarget {
  online = true;
  asked = [];
  answer = async () => assert.fail('no answer prepared');
  ask(what, body) {
    this.asked.push(body);
    return this.answer(body);
  }
  comeBack() {
    this.online = true;
    this.dispatchEvent(new Event('online'));
  }
}

/** A mailbox that hands on into `got`, and keeps each entry's seq as a row. */
function mailboxOver(cache, got = []) {
  const onEntry = (entry) => {
    got.push(entry.seq);
    return [{ store: 'messages', put: { channelId: 'c', seq: entry.seq } }];
  };
  return new Mailbox({ cache, onEntry });
}

const seqs = async (cache) => (await cache.messages('c', 0, Infinity)).map(({ seq }) => seq);

test('entries are handed on once, in order, and a hole is told', () => {
  const got = [];
  const mailbox = mailboxOver(new MemoryCache(), got);
  assert.equal(mailbox.cursor, undefined);
  assert.equal(mailbox.opened({ mailbox: { epoch: 'a', head: 7 } }), 'reset');
  assert.equal(mailbox.take({ seq: 7 }), true);
  assert.equal(mailbox.take({ seq: 8 }), true);
  assert.equal(mailbox.take({ seq: 8 }), true);
  assert.equal(mailbox.take({ seq: 10 }), false);
  assert.deepEqual(got, [8]);
  assert.deepEqual(mailbox.cursor, { epoch: 'a', seq: 8 });
});

test('after a reconnect the cursor stays; after a reset or in a new epoch it starts at the head', async () => {
  const mailbox = mailboxOver(new MemoryCache());
  mailbox.opened({ mailbox: { epoch: 'a', head: 7 } });
  await mailbox.settle();
  assert.equal(mailbox.opened({ mailbox: { epoch: 'a', head: 9 } }), 'same');
  assert.deepEqual(mailbox.cursor, { epoch: 'a', seq: 7 });
  assert.equal(mailbox.opened({ mailbox: { epoch: 'a', head: 9 }, reset: true }), 'reset');
  assert.deepEqual(mailbox.cursor, { epoch: 'a', seq: 9 });
  assert.equal(mailbox.opened({ mailbox: { epoch: 'b', head: 2 } }), 'epoch');
  assert.deepEqual(mailbox.cursor, { epoch: 'b', seq: 2 });
});

test('a new epoch is not forgotten by a reconnect before it was read anew', async () => {
  const mailbox = mailboxOver(new MemoryCache());
  mailbox.opened({ mailbox: { epoch: 'a', head: 7 } });
  await mailbox.settle();
  assert.equal(mailbox.opened({ mailbox: { epoch: 'b', head: 2 } }), 'epoch');
  assert.equal(mailbox.opened({ mailbox: { epoch: 'b', head: 3 } }), 'epoch');
});

test('entries and the cursor behind them are kept together, whatever write is the last', async () => {
  const cache = new MemoryCache();
  const mailbox = mailboxOver(cache);
  mailbox.opened({ mailbox: { epoch: 'a', head: 0 } });
  await mailbox.settle();
  let left = 2;
  const write = cache.write;
  cache.write = (changes) => (left-- > 0 ? write.call(cache, changes) : Promise.reject(new Error('cut off')));
  for (let seq = 1; seq <= 5; seq++) {
    mailbox.take({ seq });
    await settle();
  }
  const after = mailboxOver(cache);
  await after.restore();
  assert.deepEqual(await seqs(cache), [1, 2]);
  assert.deepEqual(after.cursor, { epoch: 'a', seq: 2 });
  assert.equal(mailbox.kept, 2);
});

test('what could not be kept is kept with the next that can, never passed over', async () => {
  const cache = new MemoryCache();
  const mailbox = mailboxOver(cache);
  mailbox.opened({ mailbox: { epoch: 'a', head: 0 } });
  await mailbox.settle();
  const write = cache.write;
  cache.write = () => Promise.reject(new Error('full'));
  mailbox.take({ seq: 1 });
  await settle();
  cache.write = write;
  mailbox.take({ seq: 2 });
  await settle();
  assert.deepEqual(await seqs(cache), [1, 2]);
  assert.equal(mailbox.kept, 2);
});

test('no cursor is kept while what it stands behind is still to be read anew', async () => {
  const cache = new MemoryCache();
  const mailbox = mailboxOver(cache);
  mailbox.opened({ mailbox: { epoch: 'a', head: 7 } });
  mailbox.take({ seq: 8 });
  await settle();
  const early = mailboxOver(cache);
  await early.restore();
  assert.equal(early.cursor, undefined);
  await mailbox.settle([{ store: 'channels', put: { channelId: 'c' } }]);
  await early.restore();
  assert.deepEqual(early.cursor, { epoch: 'a', seq: 8 });
});

/** So many messages of each channel, kept in that cache. */
async function filled(cache, counts) {
  for (const [channelId, count] of Object.entries(counts)) {
    await cache.write(Array.from({ length: count }, (_, i) => ({ store: 'messages', put: { channelId, seq: i + 1 } })));
  }
  return cache;
}

const kept = async (cache, ...channels) => Promise.all(channels.map(async (id) => (await cache.messages(id, 0, Infinity)).map(({ seq }) => seq)));

test('a cache is trimmed to the newest of each channel, and to the channels that come first', async () => {
  const cache = await filled(new MemoryCache(), { a: 6, b: 6, c: 6, d: 6 });
  await cache.trim(['c', 'x', 'a'], 4, 10);
  assert.deepEqual(await kept(cache, 'a', 'b', 'c', 'd'), [[3, 4, 5, 6], [5, 6], [3, 4, 5, 6], []]);
});

test('a cache stays within its bounds by itself', async () => {
  const bounds = { mostOfEach: 10, most: 15, every: 5, first: () => ['a'] };
  const cache = await filled(new BoundedCache(new MemoryCache(), bounds), { a: 4 });
  await settle();
  for (let seq = 5; seq <= 40; seq++) await cache.write([{ store: 'messages', put: { channelId: seq % 2 ? 'a' : 'b', seq } }]);
  await settle();
  const [a, b] = await kept(cache, 'a', 'b');
  assert.ok(a.length <= 10 + 5 && a.length + b.length <= 15 + 5, `${a} ${b}`);
  assert.deepEqual([a.at(-1), b.at(-1)], [39, 40]);
});

test('where there is no more room it makes some, and says so only if that does not help', async () => {
  const inner = new MemoryCache();
  const cache = await filled(new BoundedCache(inner, { mostOfEach: 8, most: 100, every: 100 }), { a: 8 });
  const full = () => Promise.reject(Object.assign(new Error('full'), { name: 'QuotaExceededError' }));
  const write = inner.write;
  let refused = 1;
  inner.write = (changes) => (refused-- > 0 ? full() : write.call(inner, changes));
  await cache.write([{ store: 'messages', put: { channelId: 'a', seq: 9 } }]);
  assert.deepEqual(await kept(cache, 'a'), [[5, 6, 7, 8, 9]]);
  refused = 2;
  await assert.rejects(cache.write([{ store: 'messages', put: { channelId: 'a', seq: 10 } }]), { name: 'QuotaExceededError' });
});

test('delays grow, stay below their ceiling, and start anew after a success', () => {
  const backoff = new Backoff({ firstMs: 100, mostMs: 1000, random: () => 1 });
  assert.deepEqual(Array.from({ length: 6 }, () => backoff.next()), [100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  assert.equal(backoff.next(5000), 5100);
  assert.equal(new Backoff({ random: () => 0 }).next(), 0);
});

const outboxOver = (cache, connection, more = {}) => new Outbox({ userId: 'u', cache, connection, ...more });
const waiting = async (cache) => (await cache.read('outbox')).outbox;

test('a message that was cut off goes out again with the same ref and base, by another page too', async () => {
  const cache = new MemoryCache();
  const wire = new Wire();
  wire.answer = async () => Promise.reject(((wire.online = false), new ChatError('network')));
  await outboxOver(cache, wire).add('c', 'hello', 41);
  await settle();
  assert.equal((await waiting(cache)).length, 1);

  const after = outboxOver(cache, wire);
  await after.load();
  const sent = [];
  after.addEventListener('sent', ({ detail }) => sent.push(detail));
  wire.answer = async () => ({ seq: 42, sentAt: '2026-01-01T00:00:00.000Z' });
  wire.comeBack();
  await settle();
  assert.equal(wire.asked.length >= 2, true);
  assert.equal(new Set(wire.asked.map(({ ref }) => ref)).size, 1);
  assert.deepEqual(new Set(wire.asked.map(({ base }) => base)), new Set([41]));
  assert.equal(sent.at(-1).seq, 42);
  assert.equal(sent.at(-1).body, 'hello');
  assert.equal((await waiting(cache)).length, 0);
  assert.deepEqual(await seqs(cache), [42]);
});

test('a message is kept before it is first tried, and its draft ends with that', async () => {
  const cache = new MemoryCache();
  await cache.write([{ store: 'drafts', put: { channelId: 'c', body: 'hel' } }]);
  const wire = new Wire();
  wire.answer = async () => {
    assert.equal((await waiting(cache)).length, 1);
    return { seq: 1, sentAt: 'now' };
  };
  await outboxOver(cache, wire).add('c', 'hello', 0, [{ store: 'drafts', drop: 'c' }]);
  assert.deepEqual((await cache.read('drafts')).drafts, []);
  await settle();
  assert.equal(wire.asked.length, 1);
});

test('where the mailbox tells of a message before its answer comes it is not told twice', async () => {
  const wire = new Wire();
  let answer;
  wire.answer = () => new Promise((resolve) => (answer = resolve));
  const outbox = outboxOver(new MemoryCache(), wire);
  const sent = [];
  outbox.addEventListener('sent', ({ detail }) => sent.push(detail));
  await outbox.add('c', 'hello', 0);
  assert.deepEqual(outbox.drop(wire.asked[0].ref), [{ store: 'outbox', drop: wire.asked[0].ref }]);
  answer({ seq: 1, sentAt: 'now' });
  await settle();
  assert.deepEqual(sent, []);
});

test('messages of a channel go one after the other; a refused one waits aside with its code', async () => {
  const wire = new Wire();
  const answers = [];
  wire.answer = () => new Promise((resolve, reject) => answers.push({ resolve, reject }));
  const outbox = outboxOver(new MemoryCache(), wire);
  await outbox.add('c', 'first', 0);
  await outbox.add('c', 'second', 0);
  await outbox.add('d', 'elsewhere', 0);
  await settle();
  assert.deepEqual(wire.asked.map(({ body }) => body), ['first', 'elsewhere']);
  answers[0].reject(new ChatError('blocked'));
  await settle();
  assert.deepEqual(wire.asked.map(({ body }) => body), ['first', 'elsewhere', 'second']);
  assert.deepEqual(outbox.of('c').map(({ body, error }) => [body, error]), [['first', 'blocked'], ['second', undefined]]);
  answers[2].resolve({ seq: 1, sentAt: 'now' });
  await settle();
  await outbox.retry(outbox.of('c')[0].ref);
  await settle();
  assert.equal(wire.asked.at(-1).body, 'first');
});

test('a stale base looks for the message in history first, and only then takes a later base', async () => {
  const stored = { seq: 2, senderId: 'u', ref: '?', sentAt: 'then' };
  for (const there of [true, false]) {
    const wire = new Wire();
    const api = {
      messages: async (channelId, { after }) =>
        after === 0
          ? { messages: [{ seq: 1, senderId: 'v', ref: 'x' }], hasAfter: true }
          : { messages: [{ ...stored, ref: there ? outbox.of('c')[0].ref : 'other' }], hasAfter: false },
    };
    const outbox = outboxOver(new MemoryCache(), wire, { api });
    const sent = [];
    outbox.addEventListener('sent', ({ detail }) => sent.push(detail.seq));
    wire.answer = async ({ base }) => (base === 0 ? Promise.reject(new ChatError('stale_base')) : { seq: base + 1, sentAt: 'now' });
    await outbox.add('c', 'late', 0);
    await settle();
    await settle();
    assert.deepEqual(sent, there ? [2] : [3]);
    assert.equal(wire.asked.length, there ? 1 : 2);
  }
});

/** Web Locks of one name, as a browser gives them to its tabs. */
class Locks {
  #turn = Promise.resolve();
  request(name, { signal }, hold) {
    const turn = this.#turn.then(() => !signal.aborted && hold());
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

/** Two tabs of one browser; the first leads. */
function twoTabs() {
  const locks = new Locks();
  const hall = new Set();
  const channel = () => {
    const hear = (data) => (other) => other !== end && queueMicrotask(() => other.onmessage?.({ data: structuredClone(data) }));
    const end = { postMessage: (data) => (hall.has(end) ? hall.forEach(hear(data)) : assert.fail('closed')), close: () => hall.delete(end) };
    hall.add(end);
    return end;
  };
  return [new Tabs('t', { locks, channel: channel() }), new Tabs('t', { locks, channel: channel() })];
}

test('of two tabs one leads; when it closes the other does', async () => {
  const [one, two] = twoTabs();
  const led = [];
  one.lead().then(() => led.push('one'));
  two.lead().then(() => led.push('two'));
  await settle();
  assert.deepEqual(led, ['one']);
  one.close();
  await settle();
  assert.deepEqual(led, ['one', 'two']);
  assert.equal(two.leading, true);
});

test('a tab that does not lead asks through the one that does, and hears what it hears', async () => {
  const [one, two] = twoTabs();
  const wire = Object.assign(new Wire(), { phase: 'online', reason: null, open() {}, close() {} });
  wire.answer = async (body) => (body.fail ? Promise.reject(new ChatError('blocked')) : { seq: 5 });
  const idle = Object.assign(new Wire(), { phase: 'connecting', reason: null, open: assert.fail, close() {} });
  const leading = new SharedConnection({ tabs: one, connection: wire });
  const other = new SharedConnection({ tabs: two, connection: idle });
  leading.open();
  await settle();
  other.open();
  await settle();
  assert.deepEqual([leading.phase, other.phase, other.leading], ['online', 'online', false]);
  assert.deepEqual(await other.ask('send', { body: 'x' }), { seq: 5 });
  await assert.rejects(other.ask('send', { fail: true }), { code: 'blocked' });
  const heard = [];
  other.addEventListener('push', ({ detail }) => heard.push(detail.op));
  other.addEventListener('entry', ({ detail }) => heard.push(detail.seq));
  wire.dispatchEvent(new CustomEvent('push', { detail: { op: 'presence' } }));
  leading.pass({ seq: 9 });
  await settle();
  assert.deepEqual(heard, ['presence', 9]);
  leading.close();
  other.close();
});

test('what is said or answered after a tab has closed is lost without a fault', async () => {
  const [one, two] = twoTabs();
  await one.lead();
  let answer;
  one.answer('late', () => new Promise((resolve) => (answer = resolve)));
  const asked = assert.rejects(two.ask('late'), { code: 'network' });
  await settle();
  one.close();
  answer('too late');
  one.say('anything');
  await settle();
  two.close();
  await asked;
});

test('a message that one tab writes is sent by the tab that leads, and gone in both when stored', async () => {
  const cache = new MemoryCache();
  const [one, two] = twoTabs();
  one.lead();
  await settle();
  const wire = Object.assign(new Wire(), { leading: true });
  wire.answer = async () => ({ seq: 1, sentAt: 'now' });
  const idle = Object.assign(new Wire(), { leading: false, answer: assert.fail });
  const leading = outboxOver(cache, wire, { tabs: one });
  const other = outboxOver(cache, idle, { tabs: two });
  const sent = [];
  for (const box of [leading, other]) box.addEventListener('sent', ({ detail }) => sent.push(detail.seq));
  await other.add('c', 'hello', 0);
  await settle();
  await settle();
  assert.deepEqual([wire.asked.length, leading.size, other.size], [1, 0, 0]);
  assert.deepEqual(sent, [1, 1]);
});

/** The bridge client, with the test as the server behind it. */
class Bus {
  static made = [];
  constructor(url) {
    this.url = url;
    this.sent = [];
    Bus.made.push(this);
  }
  send(address, body, reply) {
    this.sent.push({ address, body, reply });
  }
  registerHandler(address, handler) {
    this.handler = handler;
  }
  close() {}
  said = (what) => this.sent.filter(({ address }) => address === `chat.v1.${what}`);
  async welcome(extra = {}) {
    this.onopen();
    await settle();
    const heartbeat = { intervalMs: 60_000, timeoutMs: 60_000 };
    this.said('hello')[0].reply(null, { body: { userId: 'u', mailbox: { epoch: 'e', head: 3 }, heartbeat, ...extra } });
    await settle();
  }
}

let connection;
let calls;
let refusal;

beforeEach(() => {
  connection?.close();
  Bus.made = [];
  calls = [];
  refusal = null;
  globalThis.EventBus = Bus;
  globalThis.addEventListener ??= () => {};
  globalThis.removeEventListener ??= () => {};
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true });
  const session = {
    signedIn: true,
    accessToken: 't1',
    server: { nodeId: 'n1', sockJs: 'one' },
    expires: () => false,
    moveTo(server) {
      this.server = server;
    },
  };
  const api = {
    async renew() {
      calls.push('renew');
      if (refusal) throw refusal;
      session.accessToken = 't2';
    },
    async bestServer(exclude) {
      calls.push(`best ${exclude}`);
      if (exclude === 'only') throw new ChatError('no_chat_server');
      return { server: { nodeId: exclude ? 'n2' : 'only', sockJs: 'two' } };
    },
  };
  connection = new Connection({ api, session, mailbox: new Mailbox({ cache: new MemoryCache(), onEntry: () => [] }) });
});

async function open() {
  connection.open();
  await settle();
  await Bus.made[0].welcome();
}

test('hello brings it online; a fault leads to another server with the cursor', async () => {
  await open();
  assert.equal(connection.phase, 'online');
  const sending = connection.ask('send', {});
  Bus.made[0].onclose({ code: 1006 });
  await assert.rejects(sending, { code: 'network' });
  assert.equal(connection.phase, 'reconnecting');
  connection.retryNow();
  await settle();
  assert.deepEqual(calls, ['best n1']);
  assert.equal(Bus.made[1].url, 'two');
  await Bus.made[1].welcome();
  assert.deepEqual(Bus.made[1].said('hello')[0].body.cursor, { epoch: 'e', seq: 3 });
  assert.equal(connection.phase, 'online');
});

test('where there is only one server it is taken again', async () => {
  await open();
  Bus.made[0].handler(null, { body: { op: 'goaway', reason: 'restart', reconnectAfterMs: 0, server: { nodeId: 'only', sockJs: 'x' } } });
  connection.retryNow();
  await settle();
  Bus.made.at(-1).onclose({ code: 1012 });
  connection.retryNow();
  await settle();
  assert.deepEqual(calls.slice(-2), ['best only', 'best undefined']);
  assert.equal(connection.phase, 'reconnecting');
});

for (const [code, reason] of [[4400, 'refused'], [4409, 'elsewhere'], [4413, 'refused']]) {
  test(`close code ${code} is final`, async () => {
    await open();
    Bus.made[0].onclose({ code });
    assert.deepEqual([connection.phase, connection.reason], ['ended', reason]);
    connection.retryNow();
    await settle();
    assert.equal(Bus.made.length, 1);
  });
}

test('an expired token is renewed once and the connection made again', async () => {
  await open();
  Bus.made[0].onclose({ code: 4401 });
  await settle();
  assert.deepEqual(calls, ['renew']);
  await Bus.made[1].welcome();
  assert.equal(Bus.made[1].said('hello')[0].body.token, 't2');
  assert.equal(connection.phase, 'online');
});

test('tokens that cannot be renewed end it: signed out', async () => {
  await open();
  refusal = new ChatError('unauthorized');
  Bus.made[0].onclose({ code: 4401 });
  await settle();
  assert.deepEqual([connection.phase, connection.reason], ['ended', 'signed_out']);
});

test('a second refusal of fresh tokens ends it too', async () => {
  await open();
  for (let i = 0; i < 2; i++) {
    Bus.made.at(-1).onclose({ code: 4401 });
    await settle();
  }
  assert.deepEqual([connection.phase, connection.reason], ['ended', 'signed_out']);
});

test('a device that is being logged out asks for nothing more', async () => {
  await open();
  connection.leaving = true;
  Bus.made[0].onclose({ code: 4401 });
  await settle();
  assert.deepEqual([connection.phase, calls], ['ended', []]);
});

test('an entry after a hole is not taken; the connection is made again from the cursor', async () => {
  await open();
  Bus.made[0].handler(null, { body: { op: 'entry', entry: { seq: 5, kind: 'message' } } });
  assert.equal(connection.phase, 'reconnecting');
  connection.retryNow();
  await settle();
  await Bus.made[1].welcome();
  assert.equal(Bus.made[1].said('hello')[0].body.cursor.seq, 3);
  connection.close();
});
