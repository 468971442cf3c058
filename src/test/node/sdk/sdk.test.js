// The laws of the page's client library, with a server that is made of answers. Run by SdkTest, which lays
// web/js/sdk beside this file.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Backoff } from './sdk/backoff.js';
import { Connection } from './sdk/connection.js';
import { ChatError } from './sdk/errors.js';
import { Mailbox } from './sdk/mailbox.js';
import { Outbox } from './sdk/outbox.js';

/** Lets everything that is settled take effect. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

class Shelf {
  #kept = new Map();
  get length() {
    return this.#kept.size;
  }
  key = (i) => [...this.#kept.keys()][i];
  getItem = (key) => this.#kept.get(key) ?? null;
  setItem = (key, value) => this.#kept.set(key, value);
  removeItem = (key) => this.#kept.delete(key);
}

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

test('entries are handed on once, in order, and a hole is told', () => {
  const got = [];
  const mailbox = new Mailbox((entry) => got.push(entry.seq));
  assert.equal(mailbox.cursor, undefined);
  assert.equal(mailbox.opened({ mailbox: { epoch: 'a', head: 7 } }), true);
  assert.equal(mailbox.take({ seq: 7 }), true);
  assert.equal(mailbox.take({ seq: 8 }), true);
  assert.equal(mailbox.take({ seq: 8 }), true);
  assert.equal(mailbox.take({ seq: 10 }), false);
  assert.deepEqual(got, [8]);
  assert.deepEqual(mailbox.cursor, { epoch: 'a', seq: 8 });
});

test('after a reconnect the cursor stays; after a reset or in a new epoch it starts at the head', () => {
  const mailbox = new Mailbox(() => {});
  mailbox.opened({ mailbox: { epoch: 'a', head: 7 } });
  assert.equal(mailbox.opened({ mailbox: { epoch: 'a', head: 9 } }), false);
  assert.deepEqual(mailbox.cursor, { epoch: 'a', seq: 7 });
  assert.equal(mailbox.opened({ mailbox: { epoch: 'a', head: 9 }, reset: true }), true);
  assert.deepEqual(mailbox.cursor, { epoch: 'a', seq: 9 });
  assert.equal(mailbox.opened({ mailbox: { epoch: 'b', head: 2 } }), true);
  assert.deepEqual(mailbox.cursor, { epoch: 'b', seq: 2 });
});

test('delays grow, stay below their ceiling, and start anew after a success', () => {
  const backoff = new Backoff({ firstMs: 100, mostMs: 1000, random: () => 1 });
  assert.deepEqual(Array.from({ length: 6 }, () => backoff.next()), [100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  assert.equal(backoff.next(5000), 5100);
  assert.equal(new Backoff({ random: () => 0 }).next(), 0);
});

test('a message that was cut off goes out again with the same ref and base, by another page too', async () => {
  const storage = new Shelf();
  const wire = new Wire();
  wire.answer = async () => Promise.reject(((wire.online = false), new ChatError('network')));
  new Outbox({ userId: 'u', connection: wire, storage }).add('c', 'hello', 41);
  await settle();
  assert.equal(storage.length, 1);

  const after = new Outbox({ userId: 'u', connection: wire, storage });
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
  assert.equal(storage.length, 0);
});

test("one account's outbox leaves another's alone", () => {
  const storage = new Shelf();
  const wire = new Wire();
  wire.online = false;
  new Outbox({ userId: 'u', connection: wire, storage }).add('c', 'mine', 0);
  assert.equal(new Outbox({ userId: 'v', connection: wire, storage }).size, 0);
  assert.equal(new Outbox({ userId: 'u', connection: wire, storage }).size, 1);
});

test('messages of a channel go one after the other; a refused one waits aside with its code', async () => {
  const wire = new Wire();
  const answers = [];
  wire.answer = () => new Promise((resolve, reject) => answers.push({ resolve, reject }));
  const outbox = new Outbox({ userId: 'u', connection: wire, storage: new Shelf() });
  outbox.add('c', 'first', 0);
  outbox.add('c', 'second', 0);
  outbox.add('d', 'elsewhere', 0);
  await settle();
  assert.deepEqual(wire.asked.map(({ body }) => body), ['first', 'elsewhere']);
  answers[0].reject(new ChatError('blocked'));
  await settle();
  assert.deepEqual(wire.asked.map(({ body }) => body), ['first', 'elsewhere', 'second']);
  assert.deepEqual(outbox.of('c').map(({ body, error }) => [body, error]), [['first', 'blocked'], ['second', undefined]]);
  answers[2].resolve({ seq: 1, sentAt: 'now' });
  await settle();
  outbox.retry(outbox.of('c')[0].ref);
  await settle();
  assert.equal(wire.asked.at(-1).body, 'first');
});

test('a stale base looks for the message in history first, and only then takes a later base', async () => {
  const stored = { seq: 2, senderId: 'u', ref: '?', sentAt: 'then' };
  for (const there of [true, false]) {
    const wire = new Wire();
    const outbox = new Outbox({
      userId: 'u',
      connection: wire,
      storage: new Shelf(),
      api: {
        messages: async (channelId, { after }) =>
          after === 0
            ? { messages: [{ seq: 1, senderId: 'v', ref: 'x' }], hasAfter: true }
            : { messages: [{ ...stored, ref: there ? outbox.of('c')[0].ref : 'other' }], hasAfter: false },
      },
    });
    const sent = [];
    outbox.addEventListener('sent', ({ detail }) => sent.push(detail.seq));
    wire.answer = async ({ base }) => (base === 0 ? Promise.reject(new ChatError('stale_base')) : { seq: base + 1, sentAt: 'now' });
    outbox.add('c', 'late', 0);
    await settle();
    await settle();
    assert.deepEqual(sent, there ? [2] : [3]);
    assert.equal(wire.asked.length, there ? 1 : 2);
  }
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
  connection = new Connection({ api, session, mailbox: new Mailbox(() => {}) });
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
